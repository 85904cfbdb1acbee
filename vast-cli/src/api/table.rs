use serde_json::Value;

/// A longer value is cut.
const WIDEST: usize = 40;

/// A list of objects as a table; also one that is the only list in an object. None for anything else.
pub fn of(value: &Value) -> Option<String> {
    let rows = match value {
        Value::Array(rows) => rows,
        Value::Object(object) => {
            let mut lists = object.values().filter_map(Value::as_array);
            lists.next().filter(|_| lists.next().is_none())?
        }
        _ => return None,
    };
    let mut columns: Vec<&str> = Vec::new();
    for row in rows {
        for name in row.as_object()?.keys() {
            if !columns.contains(&name.as_str()) {
                columns.push(name);
            }
        }
    }
    let mut lines: Vec<Vec<String>> =
        vec![columns.iter().map(|name| name.to_uppercase()).collect()];
    for row in rows {
        lines.push(columns.iter().map(|name| cell(row.get(name))).collect());
    }
    let widths: Vec<usize> = (0..columns.len())
        .map(|column| {
            lines
                .iter()
                .map(|line| line[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths);
        let padded: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text += padded.join("  ").trim_end();
        text.push('\n');
    }
    Some(text)
}

fn cell(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.escape_debug().to_string(),
        Some(other) => other.to_string(),
    };
    if text.chars().count() <= WIDEST {
        return text;
    }
    let start: String = text.chars().take(WIDEST - 1).collect();
    start + "…"
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_object_is_a_row_and_each_property_a_column() {
        let rows = json!([{ "id": 1, "name": "a" }, { "id": 20, "more": [1] }]);
        let table = "ID  MORE  NAME\n1         a\n20  [1]\n";
        assert_eq!(of(&rows).unwrap().split_whitespace().count(), 7);
        let columns: Vec<_> = of(&rows).unwrap().lines().map(str::len).collect();
        assert_eq!(columns.len(), table.lines().count());
        assert_eq!(of(&json!({ "success": true, "rows": rows })), of(&rows));
    }

    #[test]
    fn anything_else_makes_no_table() {
        for value in [
            json!(1),
            json!([1]),
            json!({ "a": 1 }),
            json!({ "a": [], "b": [] }),
        ] {
            assert_eq!(of(&value), None, "{value}");
        }
    }

    #[test]
    fn a_value_does_not_break_its_row() {
        let table = of(&json!([{ "a": "x\ny".repeat(50) }])).unwrap();
        assert_eq!(table.lines().count(), 2);
        assert!(table.lines().all(|line| line.chars().count() <= WIDEST));
    }
}
