// Clients that each tell one small lie. The build script generates them from
// `documents/every-kind.json`. Each lie is told where a real mistake would be made: in the document
// that the client is generated from, or in the generated code.

use serde_json::{Value, json};

pub struct Mutant {
    /// What the lie is.
    pub name: &'static str,
    /// The client only has the operations of this path, or all operations if this is `None`.
    pub path: Option<&'static str>,
    pub lie: Lie,
    /// The check that has to fail, and words that its message has to contain.
    pub caught_by: (Check, &'static str),
}

pub enum Lie {
    /// In the document.
    Document(fn(&mut Value)),
    /// In the normalized document.
    Normalized(fn(&mut Value)),
    /// In the generated code: every occurrence of the first text becomes the second.
    Code(&'static str, &'static str),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Check {
    Operations,
    Types,
    Derived,
    Requests,
    Responses,
}

const CANCEL: &str = "/api/v0/commands/rclone/";
const THINGS: &str = "/things";
const PART: &str = "/things/{id}/parts/{name}";

pub const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "a_property_of_a_request_renamed",
        path: Some(CANCEL),
        lie: Lie::Document(|document| {
            let schema = cancel_body(document);
            schema["properties"] = json!({ "dest_id": { "type": "integer" } });
            schema["required"] = json!(["dest_id"]);
        }),
        caught_by: (Check::Requests, "dst_id"),
    },
    Mutant {
        name: "a_property_of_a_response_renamed",
        path: Some(PART),
        lie: Lie::Document(|document| {
            let properties = &mut document["components"]["schemas"]["Part"]["properties"];
            let weight = properties["weight"].clone();
            remove(properties, "weight");
            properties["wieght"] = weight;
        }),
        caught_by: (Check::Derived, "the property `weight` is missing"),
    },
    Mutant {
        name: "a_required_flag_flipped",
        path: Some(CANCEL),
        lie: Lie::Document(|document| cancel_body(document)["required"] = json!([])),
        caught_by: (Check::Derived, "`dst_id` is not required"),
    },
    Mutant {
        name: "an_optional_property_made_required",
        path: Some(THINGS),
        lie: Lie::Document(|document| {
            create_body(document)["required"] = json!(["kind", "size", "price"]);
        }),
        caught_by: (Check::Types, "price"),
    },
    Mutant {
        name: "an_integer_made_a_string",
        path: Some(CANCEL),
        lie: Lie::Document(|document| {
            cancel_body(document)["properties"]["dst_id"]["type"] = json!("string");
        }),
        caught_by: (Check::Types, "does not deserialize"),
    },
    Mutant {
        name: "an_integer_narrowed_to_64_bits",
        path: Some(THINGS),
        lie: Lie::Code("i128", "i64"),
        caught_by: (Check::Types, "does not deserialize"),
    },
    Mutant {
        name: "a_number_narrowed_to_32_bits",
        path: Some(THINGS),
        lie: Lie::Code("f64", "f32"),
        caught_by: (Check::Types, "became"),
    },
    Mutant {
        name: "the_error_code_dropped",
        path: Some(CANCEL),
        lie: Lie::Normalized(|document| {
            let error = &mut document["components"]["schemas"]["CancelSyncError"];
            remove(&mut error["properties"], "error");
        }),
        caught_by: (Check::Derived, "the property `error` is missing"),
    },
    Mutant {
        name: "the_second_error_schema_taken_for_the_first",
        path: Some(CANCEL),
        lie: Lie::Document(|document| {
            let responses = &mut document["paths"][CANCEL]["delete"]["responses"];
            responses["404"] = responses["400"].clone();
        }),
        caught_by: (Check::Derived, "the property `detail` is missing"),
    },
    Mutant {
        name: "an_enumeration_without_one_of_its_values",
        path: Some(THINGS),
        lie: Lie::Document(|document| {
            create_body(document)["properties"]["kind"]["enum"] = json!(["disk"]);
        }),
        caught_by: (Check::Derived, "the values are"),
    },
    Mutant {
        name: "undocumented_properties_dropped",
        path: Some(CANCEL),
        lie: Lie::Code("#[serde(flatten)]", "#[serde(skip)]"),
        caught_by: (Check::Types, "the property `x-undocumented` is lost"),
    },
    Mutant {
        name: "an_array_of_objects_made_an_array_of_anything",
        path: Some(THINGS),
        lie: Lie::Document(|document| {
            create_body(document)["properties"]["parts"]["items"] = json!({});
        }),
        caught_by: (Check::Derived, "the types are"),
    },
    Mutant {
        name: "null_sent_for_what_is_not_set",
        path: Some(THINGS),
        lie: Lie::Code(
            "#[serde(skip_serializing_if = \"::std::option::Option::is_none\")]",
            "",
        ),
        caught_by: (Check::Requests, "came from nowhere"),
    },
    Mutant {
        name: "a_setter_that_sets_something_else",
        path: Some(CANCEL),
        lie: Lie::Code(
            "Ok(Self { dst_id: value.dst_id? })",
            "Ok(Self { dst_id: 1 + value.dst_id? })",
        ),
        caught_by: (Check::Requests, "became"),
    },
    Mutant {
        name: "an_operation_left_out",
        path: Some(PART),
        lie: Lie::Document(|document| remove(&mut document["paths"][PART], "put")),
        caught_by: (Check::Operations, "not in the client"),
    },
    Mutant {
        name: "the_slash_at_the_end_removed_from_the_document",
        path: Some(CANCEL),
        lie: Lie::Document(|document| {
            let item = document["paths"][CANCEL].take();
            document["paths"] = json!({ "/api/v0/commands/rclone": item });
        }),
        caught_by: (Check::Operations, "not in the client"),
    },
    Mutant {
        name: "the_slash_at_the_end_removed_from_the_url",
        path: Some(CANCEL),
        lie: Lie::Code(
            "{}/api/v0/commands/rclone/\"",
            "{}/api/v0/commands/rclone\"",
        ),
        caught_by: (Check::Requests, "the path is /api/v0/commands/rclone,"),
    },
    Mutant {
        name: "delete_made_post",
        path: Some(CANCEL),
        lie: Lie::Code(".delete(url)", ".post(url)"),
        caught_by: (Check::Requests, "the method is POST"),
    },
    Mutant {
        name: "an_extra_header",
        path: Some(CANCEL),
        lie: Lie::Code(".json(&body)", ".json(&body).header(\"x-extra\", \"1\")"),
        caught_by: (Check::Requests, "`x-extra` is not in the document"),
    },
    Mutant {
        name: "an_extra_query_parameter",
        path: Some(CANCEL),
        lie: Lie::Code(".json(&body)", ".json(&body).query(&[(\"extra\", 1)])"),
        caught_by: (Check::Requests, "`extra` is not in the document"),
    },
    Mutant {
        name: "a_query_parameter_of_another_name",
        path: Some(PART),
        lie: Lie::Code("new(\"limit\"", "new(\"Limit\""),
        caught_by: (Check::Requests, "the query limit is []"),
    },
    Mutant {
        name: "a_query_parameter_left_out",
        path: Some(PART),
        lie: Lie::Normalized(|document| {
            let parameters = &mut document["paths"][PART]["get"]["parameters"];
            if let Some(parameters) = parameters.as_array_mut() {
                parameters.retain(|parameter| parameter["name"] != "limit");
            }
        }),
        caught_by: (Check::Requests, "`limit` is not in the client"),
    },
    Mutant {
        name: "a_required_parameter_made_optional",
        path: Some(PART),
        lie: Lie::Normalized(|document| {
            let parameters = &mut document["paths"][PART]["get"]["parameters"];
            for parameter in parameters.as_array_mut().into_iter().flatten() {
                parameter["required"] = json!(parameter["in"] == "path");
            }
        }),
        caught_by: (Check::Requests, "order by may be left out"),
    },
    Mutant {
        name: "path_parameters_in_each_others_place",
        path: Some(PART),
        lie: Lie::Code("\"{}/things/{}/parts/{}\"", "\"{0}/things/{2}/parts/{1}\""),
        caught_by: (Check::Requests, "the path id is"),
    },
    Mutant {
        name: "a_path_parameter_that_is_not_encoded",
        path: Some(PART),
        lie: Lie::Code("encode_path(& name.to_string())", "name.to_string()"),
        caught_by: (Check::Requests, "the path"),
    },
    Mutant {
        name: "a_body_that_is_not_sent",
        path: Some(CANCEL),
        lie: Lie::Code(".json(&body)", ""),
        caught_by: (Check::Requests, "not JSON"),
    },
    Mutant {
        name: "a_body_without_its_media_type",
        path: Some(CANCEL),
        lie: Lie::Code(".json(&body)", ".body(serde_json::to_vec(&body).unwrap())"),
        caught_by: (Check::Requests, "the body is said to be"),
    },
    Mutant {
        name: "json_handed_on_as_bytes",
        path: Some(THINGS),
        lie: Lie::Normalized(|document| {
            let responses = &mut document["paths"][THINGS]["post"]["responses"];
            for status in ["200", "201"] {
                let content = &mut responses[status]["content"];
                *content = json!({ "text/plain": content["application/json"] });
            }
        }),
        caught_by: (Check::Responses, "it was not decoded"),
    },
    Mutant {
        name: "an_enumeration_in_a_response_without_one_of_its_values",
        path: Some(PART),
        lie: Lie::Normalized(|document| {
            let known = &mut document["components"]["schemas"]["PartStateKnown"];
            known["enum"] = json!(["ok"]);
        }),
        caught_by: (Check::Derived, "the values are"),
    },
    Mutant {
        name: "an_undocumented_error_taken_for_a_documented_one",
        path: Some(CANCEL),
        lie: Lie::Code("404u16 =>", "404u16 | 418u16 =>"),
        caught_by: (Check::Responses, "taken for a documented answer"),
    },
    Mutant {
        name: "an_operation_that_the_document_does_not_have",
        path: Some(THINGS),
        lie: Lie::Document(|document| {
            let post = document["paths"][THINGS]["post"].clone();
            document["paths"]["/inventions"]["post"] = post;
        }),
        caught_by: (Check::Operations, "not in the document"),
    },
    Mutant {
        name: "a_documented_error_taken_for_an_undocumented_one",
        path: Some(CANCEL),
        lie: Lie::Code("404u16 =>", "410u16 =>"),
        caught_by: (Check::Responses, "status 404: it was not decoded"),
    },
    Mutant {
        name: "an_error_taken_for_a_success",
        path: Some(CANCEL),
        lie: Lie::Code("200u16 =>", "200u16 | 502u16 =>"),
        caught_by: (Check::Responses, "taken for a success"),
    },
];

fn cancel_body(document: &mut Value) -> &mut Value {
    let operation = &mut document["paths"][CANCEL]["delete"];
    &mut operation["requestBody"]["content"]["application/json"]["schema"]
}

fn create_body(document: &mut Value) -> &mut Value {
    let operation = &mut document["paths"][THINGS]["post"];
    &mut operation["requestBody"]["content"]["application/json"]["schema"]
}

fn remove(object: &mut Value, key: &str) {
    let removed = object.as_object_mut().and_then(|object| object.remove(key));
    assert!(removed.is_some(), "nothing at {key}");
}
