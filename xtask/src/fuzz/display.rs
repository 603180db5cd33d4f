//! What people see while it runs: bars on a terminal, plain lines elsewhere.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::finding::Finding;
use super::{Ending, Session, Slice, session::Stats};

/// The progress of one round.
pub(crate) struct Display {
    bars: MultiProgress,
    overall: ProgressBar,
    left: Mutex<f64>,
    jobs: f64,
    later_s: f64,
}

/// The progress of one session.
pub(crate) struct Line<'d> {
    display: &'d Display,
    bar: ProgressBar,
    law: String,
    seconds: u32,
    began: Instant,
}

impl Display {
    /// A round of these slices, after which so many seconds are left for later ones.
    pub(crate) fn new(
        round: u32,
        rounds: u32,
        slices: &[(usize, Slice)],
        jobs: usize,
        later_s: f64,
    ) -> Self {
        let bars = MultiProgress::new();
        let style = "round {msg} {wide_bar} {pos}/{len} targets";
        let overall = bars.add(ProgressBar::new(slices.len() as u64).with_style(template(style)));
        overall.set_message(format!("{round} of {rounds}"));
        let total: f64 = slices
            .iter()
            .map(|(_, slice)| f64::from(slice.seconds))
            .sum();
        let display = Self {
            bars,
            overall,
            left: Mutex::new(total),
            jobs: jobs as f64,
            later_s,
        };
        let shown = minutes(display.time_left());
        display.say(&format!(
            "round {round} of {rounds}: {} targets, {shown} left",
            slices.len()
        ));
        display
    }

    fn say(&self, line: &str) {
        if self.bars.is_hidden() {
            eprintln!("{line}");
        } else {
            // A line that cannot be shown is no reason to stop fuzzing.
            self.bars.println(line).unwrap_or_default();
        }
    }

    fn time_left(&self) -> Duration {
        let left = self.left.lock().map_or(0.0, |left| *left);
        Duration::from_secs_f64((left / self.jobs + self.later_s).max(0.0))
    }

    pub(crate) fn begin(&self, slice: &Slice) -> Line<'_> {
        let style = "  {prefix} {wide_msg} {elapsed}";
        let bar = self
            .bars
            .add(ProgressBar::new_spinner().with_style(template(style)));
        bar.set_prefix(slice.law.clone());
        Line {
            display: self,
            bar,
            law: slice.law.clone(),
            seconds: slice.seconds,
            began: Instant::now(),
        }
    }
}

impl Line<'_> {
    pub(crate) fn update(&self, stats: &Stats) {
        let left = f64::from(self.seconds) - self.began.elapsed().as_secs_f64();
        let left = minutes(Duration::from_secs_f64(left.max(0.0)));
        self.bar
            .set_message(format!("{}, {left} left", counts(stats)));
        self.bar.tick();
    }

    pub(crate) fn end(self, session: &Session, finding: Option<&Finding>) {
        self.bar.finish_and_clear();
        self.display.overall.inc(1);
        if let Ok(mut left) = self.display.left.lock() {
            *left -= f64::from(self.seconds);
        }
        let ending = match (&session.ending, finding) {
            (_, Some(finding)) => format!("; FOUND {}", finding.cause),
            (Ending::Trouble(trouble), None) => format!("; TROUBLE {trouble}"),
            _ => String::new(),
        };
        let (law, counts) = (&self.law, counts(&session.stats));
        let left = minutes(self.display.time_left());
        self.display
            .say(&format!("{law}: {counts}, {left} left{ending}"));
    }
}

fn counts(stats: &Stats) -> String {
    format!(
        "{} executions, {} a second, coverage {}, corpus {}",
        stats.executions, stats.executions_per_second, stats.coverage, stats.corpus
    )
}

pub(crate) fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn template(style: &str) -> ProgressStyle {
    ProgressStyle::with_template(style).expect("the template is well-formed")
}
