use syn::{Field, LitStr, Token};

/// The name that a generated field has in JSON; none for the field that all other properties are
/// flattened into.
#[must_use]
pub fn wire_name(field: &Field) -> Option<String> {
    let mut name = field.ident.as_ref()?.to_string();
    let mut flattened = false;
    let attributes = field.attrs.iter();
    for attribute in attributes.filter(|attribute| attribute.path().is_ident("serde")) {
        // What it does not understand it leaves: the attributes are not ours.
        let _ = attribute.parse_nested_meta(|meta| {
            flattened |= meta.path.is_ident("flatten");
            if meta.input.peek(Token![=]) {
                let value: LitStr = meta.value()?.parse()?;
                if meta.path.is_ident("rename") {
                    name = value.value();
                }
            }
            Ok(())
        });
    }
    (!flattened).then_some(name)
}
