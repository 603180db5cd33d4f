//! The objects that a script and the library share: what one writes to, the other sees.

use std::collections::BTreeMap;

use crate::value::{Object, Value};

/// The objects of a script, by label. One that the script did not label gets a label that begins
/// with `#`.
#[derive(Clone, Debug, Default)]
pub struct Heap {
    objects: BTreeMap<String, Object>,
    made: usize,
}

impl Heap {
    /// Takes a value in: each object within it is kept, and becomes a reference.
    pub fn take(&mut self, value: &Value) -> Value {
        let Value::Object(object) = value else {
            return value.clone();
        };
        let mut held = Object {
            locked: object.locked.clone(),
            ..Object::default()
        };
        let label = object.label.clone().unwrap_or_else(|| self.fresh());
        // The object stands before its members do, which may refer to it.
        self.objects.insert(label.clone(), Object::default());
        held.items = object.items.as_ref().map(|items| self.take_all(items));
        held.members = self.take_members(&object.members);
        held.inherited = self.take_members(&object.inherited);
        self.objects.insert(label.clone(), held);
        Value::Same(label)
    }

    /// Takes values in.
    pub fn take_all(&mut self, values: &[Value]) -> Vec<Value> {
        values.iter().map(|value| self.take(value)).collect()
    }

    fn take_members(&mut self, members: &[(String, Value)]) -> Vec<(String, Value)> {
        members
            .iter()
            .map(|(name, value)| (name.clone(), self.take(value)))
            .collect()
    }

    /// A value as the script sees it: what it labelled is a reference, anything else is written
    /// out.
    pub fn show(&self, value: &Value) -> Value {
        match value {
            Value::Same(label) if label.starts_with('#') => self.write_out(value),
            _ => value.clone(),
        }
    }

    /// A value written out, whether the script labelled it or not.
    pub fn write_out(&self, value: &Value) -> Value {
        let Value::Same(label) = value else {
            return value.clone();
        };
        let show_members = |members: &[(String, Value)]| {
            members
                .iter()
                .map(|(name, value)| (name.clone(), self.show(value)))
                .collect()
        };
        let object = self.object(label);
        let items = object.items.as_ref();
        Value::Object(Object {
            items: items.map(|items| items.iter().map(|item| self.show(item)).collect()),
            members: show_members(&object.members),
            inherited: show_members(&object.inherited),
            label: None,
            locked: object.locked.clone(),
        })
    }

    /// The object with this label; an empty one if there is none.
    pub fn object(&self, label: &str) -> &Object {
        static EMPTY: Object = Object {
            items: None,
            members: Vec::new(),
            inherited: Vec::new(),
            label: None,
            locked: None,
        };
        self.objects.get(label).unwrap_or(&EMPTY)
    }

    /// Assigns a member of the object with this label.
    pub fn set(&mut self, label: &str, name: &str, value: Value) {
        self.objects
            .entry(label.to_owned())
            .or_default()
            .set(name, value);
    }

    /// Keeps an object that the script did not make, and labels it.
    pub fn make(&mut self, object: Object) -> String {
        let label = self.fresh();
        self.objects.insert(label.clone(), object);
        label
    }

    fn fresh(&mut self) -> String {
        self.made += 1;
        format!("#{}", self.made)
    }
}
