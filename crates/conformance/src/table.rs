//! A table is what models come to, row by row, as people read it.

/// A Markdown table, with columns as wide as they need to be.
pub fn table(head: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let rows: Vec<Vec<String>> = rows.into_iter().collect();
    let cell = |row: &[String], column: usize| row[column].replace('|', "\\|");
    let width = |column: usize| {
        let cells = rows.iter().map(|row| cell(row, column).chars().count());
        cells
            .chain([head[column].chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &[String]| {
        let cells = widths.iter().enumerate();
        let cells = cells.map(|(column, width)| format!("{:width$}", cell(row, column)));
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut text = line(head);
    let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    text.push_str(&line(&rules));
    text.extend(rows.iter().map(|row| line(row)));
    text
}
