use super::*;

const TEXT: Shape = Shape {
    types: &["string"],
    ..Shape::ANY
};

const fn variant(name: &'static str, shape: Shape) -> Variant {
    let tag = None;
    Variant { name, tag, shape }
}

const fn object(properties: &'static [(&'static str, Shape)]) -> Shape {
    Shape {
        types: &["object"],
        properties: Some(properties),
        ..Shape::ANY
    }
}

fn best(variants: Vec<Variant>, value: Value) -> Option<&'static str> {
    let variants = variants.leak();
    let union = Union {
        name: "U",
        variants,
    };
    let candidates = union.candidates(&value);
    candidates
        .first()
        .map(|(_, index)| union.variants[*index].name)
}

#[test]
fn a_required_property_counts_more_than_an_unknown_one() {
    let variants = || {
        let required = Shape {
            required: &["a"],
            ..object(&[("a", TEXT), ("b", TEXT)])
        };
        vec![variant("A", required), variant("B", object(&[("b", TEXT)]))]
    };
    let value = serde_json::json!({ "b": "", "new": 1 });
    assert_eq!(best(variants(), value), Some("B"));
    let value = serde_json::json!({ "a": "", "b": "" });
    assert_eq!(best(variants(), value), Some("A"));
}

#[test]
fn a_value_that_fits_several_is_the_first_and_any_json_comes_last() {
    let variants = vec![
        variant("Json", Shape::ANY),
        variant("A", object(&[("a", TEXT)])),
        variant("B", object(&[("a", TEXT)])),
    ];
    assert_eq!(best(variants, serde_json::json!({ "a": 1 })), Some("A"));
}

#[test]
fn another_constant_is_no_match_and_null_is_no_constant() {
    let only = |value| Shape {
        constants: value,
        ..Shape::ANY
    };
    let one: &[(&str, Shape)] = vec![("v", only(&[Constant::Number(1.0)]))].leak();
    for (value, name) in [("1.0", Some("One")), ("2", None), ("null", Some("One"))] {
        let value = serde_json::from_str(&format!("{{\"v\": {value}}}")).unwrap();
        assert_eq!(best(vec![variant("One", object(one))], value), name);
    }
}

#[test]
fn a_map_takes_entries_of_its_shape_only() {
    let map = Shape {
        others: Others::Like(&TEXT),
        ..object(&[])
    };
    let variants = vec![
        variant("Map", map),
        variant("A", object(&[("a", Shape::ANY)])),
    ];
    assert_eq!(best(variants, serde_json::json!({ "a": 1 })), Some("A"));
}

/// A union that holds itself, and counts how often it is decoded.
#[derive(Debug)]
struct Nested;

static DECODED: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

#[derive(serde::Deserialize)]
struct Holder {
    #[expect(dead_code, reason = "decoded only")]
    inner: Option<Box<Nested>>,
}

impl<'de> Deserialize<'de> for Nested {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static UNION: Union = Union {
            name: "Nested",
            variants: &[variant("A", Shape::ANY), variant("B", Shape::ANY)],
        };
        DECODED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let read: fn(&Json) -> serde_json::Result<Self> =
            |json| json.read::<Holder>().map(|_| Self);
        UNION.decode(deserializer, &[read, read])
    }
}

#[test]
fn deep_nesting_takes_a_step_for_each_level_and_has_an_end() {
    let nested = |levels: usize| {
        let text = format!("{}{{}}{}", "{\"inner\":".repeat(levels), "}".repeat(levels));
        serde_json::from_str::<Nested>(&text)
    };
    nested(100).unwrap();
    assert_eq!(DECODED.load(std::sync::atomic::Ordering::Relaxed), 101);
    let error = nested(100_000).unwrap_err().to_string();
    assert!(error.contains("recursion limit"), "{error}");
}

#[test]
fn a_mistake_deep_inside_does_not_double_the_work_on_each_level() {
    #[derive(Debug)]
    struct Strict;
    #[derive(serde::Deserialize)]
    struct Inner {
        #[expect(dead_code, reason = "decoded only")]
        inner: Box<Strict>,
    }
    impl<'de> Deserialize<'de> for Strict {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            static UNION: Union = Union {
                name: "Strict",
                variants: &[variant("A", object(&[])), variant("B", object(&[]))],
            };
            let read: fn(&Json) -> serde_json::Result<Self> =
                |json| json.read::<Inner>().map(|_| Self);
            UNION.decode(deserializer, &[read, read])
        }
    }
    let text = format!("{}1{}", "{\"inner\":".repeat(60), "}".repeat(60));
    serde_json::from_str::<Strict>(&text).unwrap_err();
}

#[test]
fn numbers_of_any_size_and_values_of_any_format_come_through() {
    #[derive(Debug, PartialEq)]
    struct Number(i128);
    impl<'de> Deserialize<'de> for Number {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            static UNION: Union = Union {
                name: "Number",
                variants: &[variant("Integer", Shape::ANY)],
            };
            UNION.decode(deserializer, &[|json| json.read().map(Self)])
        }
    }
    #[derive(serde::Deserialize)]
    struct Flat {
        #[serde(flatten)]
        all: std::collections::BTreeMap<String, Number>,
    }
    let large = "170141183460469231731687303715884105727";
    let number: Number = serde_json::from_str(large).unwrap();
    assert_eq!(number, Number(i128::MAX));
    let flat: Flat = serde_json::from_str(r#"{"a": 18446744073709551615}"#).unwrap();
    assert_eq!(flat.all["a"], Number(u64::MAX.into()));
    let value = serde_json::json!(-1);
    assert_eq!(Number::deserialize(&value).unwrap(), Number(-1));
}

#[test]
fn another_constant_in_an_element_is_no_match_even_if_nothing_else_fits() {
    let arrays = ["created", "deleted"].map(|kind| {
        let constant = vec![Constant::Text(kind)].leak();
        let only = Shape {
            constants: constant,
            ..Shape::ANY
        };
        let items: &Shape = Box::leak(Box::new(object(vec![("type", only)].leak())));
        let array = Shape {
            types: &["array"],
            items: Some(items),
            ..Shape::ANY
        };
        variant(kind, array)
    });
    let value = serde_json::json!([{ "type": "deleted" }]);
    let union = Union {
        name: "U",
        variants: Vec::from(arrays).leak(),
    };
    let candidates = union.candidates(&value).into_iter();
    let indices: Vec<usize> = candidates.map(|(_, index)| index).collect();
    assert_eq!(indices, [1]);
}

#[test]
fn what_does_not_decode_is_never_a_variant_that_it_contradicts_more() {
    #[derive(Debug, PartialEq)]
    enum Decoded {
        Same,
        Worse,
        Json,
    }
    fn decoded(
        variants: Vec<Variant>,
        read: &[fn(&Json) -> serde_json::Result<Decoded>],
    ) -> Decoded {
        let union = Union {
            name: "U",
            variants: variants.leak(),
        };
        let json = &mut serde_json::Deserializer::from_str(r#"{ "a": "" }"#);
        union.decode(json, read).unwrap()
    }
    let best = || variant("Best", object(&[("a", TEXT)]));
    let worse = || {
        let required = Shape {
            required: &["b"],
            ..object(&[("a", TEXT)])
        };
        variant("Worse", required)
    };
    let fails: fn(&Json) -> serde_json::Result<Decoded> = |_| Err(de::Error::custom("deep inside"));
    let variants = vec![best(), worse(), variant("Json", Shape::ANY)];
    let read: [fn(&Json) -> _; 3] = [fails, |_| Ok(Decoded::Worse), |_| Ok(Decoded::Json)];
    assert_eq!(decoded(variants, &read), Decoded::Json);
    let variants = vec![best(), best(), variant("Json", Shape::ANY)];
    let read: [fn(&Json) -> _; 3] = [fails, |_| Ok(Decoded::Same), |_| Ok(Decoded::Json)];
    assert_eq!(decoded(variants, &read), Decoded::Same);
}

#[test]
fn a_property_that_is_only_null_tells_its_variant_from_one_with_a_value() {
    const NULL: Shape = Shape {
        types: &["null"],
        ..Shape::ANY
    };
    let variants = || {
        vec![
            variant("Fine", object(&[("error", NULL)])),
            variant("Bad", object(&[("error", TEXT)])),
        ]
    };
    let value = serde_json::json!({ "error": "e" });
    assert_eq!(best(variants(), value), Some("Bad"));
    let value = serde_json::json!({ "error": null });
    assert_eq!(best(variants(), value), Some("Fine"));
}
