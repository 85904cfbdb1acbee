// Clients that each tell one small lie. The build script generates them from `documents/every-kind.json` and from the
// documents of the corpus. Each lie is told where a real mistake would be made: in the document
// that the client is generated from, or in the generated code.

use serde_json::{Value, json};

pub struct Mutant {
    /// What the lie is.
    pub name: &'static str,
    /// The document that it lies about.
    pub document: &'static str,
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

pub const EVERY_KIND: &str = "documents/every-kind.json";
const MEDIA_TYPES: &str = "documents/corpus/media-types.json";
const METHODS: &str = "documents/corpus/methods.json";
const NUMBERS: &str = "documents/corpus/numbers.json";
const OBJECTS: &str = "documents/corpus/properties.json";
const PARAMETERS: &str = "documents/corpus/parameters.json";
const RECURSION: &str = "documents/corpus/recursion.json";
const STATUSES: &str = "documents/corpus/statuses.json";
const UNIONS: &str = "documents/corpus/unions.json";

const CANCEL: &str = "/api/v0/commands/rclone/";
const THINGS: &str = "/things";
const PART: &str = "/things/{id}/parts/{name}";

pub const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "a_property_of_a_request_renamed",
        document: EVERY_KIND,
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
        document: EVERY_KIND,
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
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Document(|document| cancel_body(document)["required"] = json!([])),
        caught_by: (Check::Derived, "`dst_id` is not required"),
    },
    Mutant {
        name: "an_optional_property_made_required",
        document: EVERY_KIND,
        path: Some(THINGS),
        lie: Lie::Document(|document| {
            create_body(document)["required"] = json!(["kind", "size", "price"]);
        }),
        caught_by: (Check::Types, "price"),
    },
    Mutant {
        name: "an_integer_made_a_string",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Document(|document| {
            cancel_body(document)["properties"]["dst_id"]["type"] = json!("string");
        }),
        caught_by: (Check::Types, "a caller cannot build it"),
    },
    Mutant {
        name: "an_integer_narrowed_to_64_bits",
        document: EVERY_KIND,
        path: Some(THINGS),
        lie: Lie::Code("i128", "i64"),
        caught_by: (Check::Types, "does not deserialize"),
    },
    Mutant {
        name: "a_number_narrowed_to_32_bits",
        document: EVERY_KIND,
        path: Some(THINGS),
        lie: Lie::Code("f64", "f32"),
        caught_by: (Check::Types, "became"),
    },
    Mutant {
        name: "the_error_code_dropped",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Normalized(|document| {
            let error = &mut document["components"]["schemas"]["CancelSyncError"];
            remove(&mut error["properties"], "error");
        }),
        caught_by: (Check::Derived, "the property `error` is missing"),
    },
    Mutant {
        name: "the_second_error_schema_taken_for_the_first",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Document(|document| {
            let responses = &mut document["paths"][CANCEL]["delete"]["responses"];
            responses["404"] = responses["400"].clone();
        }),
        caught_by: (Check::Derived, "the property `detail` is missing"),
    },
    Mutant {
        name: "an_enumeration_without_one_of_its_values",
        document: EVERY_KIND,
        path: Some(THINGS),
        lie: Lie::Document(|document| {
            create_body(document)["properties"]["kind"]["enum"] = json!(["disk"]);
        }),
        caught_by: (Check::Derived, "the values are"),
    },
    Mutant {
        name: "undocumented_properties_dropped",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code(
            "end_with(&self.extra)",
            "end_with(&::std::collections::BTreeMap::<String, bool>::new())",
        ),
        caught_by: (Check::Types, "the property `x-undocumented` is lost"),
    },
    Mutant {
        name: "an_array_of_objects_made_an_array_of_anything",
        document: EVERY_KIND,
        path: Some(THINGS),
        lie: Lie::Document(|document| {
            create_body(document)["properties"]["parts"]["items"] = json!({});
        }),
        caught_by: (Check::Derived, "the types are"),
    },
    Mutant {
        name: "null_sent_for_what_is_not_set",
        document: EVERY_KIND,
        path: Some(THINGS),
        lie: Lie::Code(
            "#[serde(skip_serializing_if = \"::std::option::Option::is_none\")]",
            "",
        ),
        caught_by: (Check::Requests, "came from nowhere"),
    },
    Mutant {
        name: "a_setter_that_sets_something_else",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code(
            "Ok(Self { dst_id: value.dst_id? })",
            "Ok(Self { dst_id: 1 + value.dst_id? })",
        ),
        caught_by: (Check::Requests, "became"),
    },
    Mutant {
        name: "an_operation_left_out",
        document: EVERY_KIND,
        path: Some(PART),
        lie: Lie::Document(|document| remove(&mut document["paths"][PART], "put")),
        caught_by: (Check::Operations, "not in the client"),
    },
    Mutant {
        name: "the_slash_at_the_end_removed_from_the_document",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Document(|document| {
            let item = document["paths"][CANCEL].take();
            document["paths"] = json!({ "/api/v0/commands/rclone": item });
        }),
        caught_by: (Check::Operations, "not in the client"),
    },
    Mutant {
        name: "the_slash_at_the_end_removed_from_the_url",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code(
            "{}/api/v0/commands/rclone/\"",
            "{}/api/v0/commands/rclone\"",
        ),
        caught_by: (Check::Requests, "the path is /api/v0/commands/rclone,"),
    },
    Mutant {
        name: "delete_made_post",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code(".delete(url)", ".post(url)"),
        caught_by: (Check::Requests, "the method is POST"),
    },
    Mutant {
        name: "an_extra_header",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code(".json(&body)", ".json(&body).header(\"x-extra\", \"1\")"),
        caught_by: (Check::Requests, "`x-extra` is not in the document"),
    },
    Mutant {
        name: "an_extra_query_parameter",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code(".json(&body)", ".json(&body).query(&[(\"extra\", 1)])"),
        caught_by: (Check::Requests, "`extra` is not in the document"),
    },
    Mutant {
        name: "a_query_parameter_of_another_name",
        document: EVERY_KIND,
        path: Some(PART),
        lie: Lie::Code("\"limit\",", "\"Limit\","),
        caught_by: (Check::Requests, "the query limit is None"),
    },
    Mutant {
        name: "a_query_parameter_left_out",
        document: EVERY_KIND,
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
        document: EVERY_KIND,
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
        document: EVERY_KIND,
        path: Some(PART),
        lie: Lie::Code("\"{}/things/{}/parts/{}\"", "\"{0}/things/{2}/parts/{1}\""),
        caught_by: (Check::Requests, "the path id is"),
    },
    Mutant {
        name: "a_path_parameter_that_is_not_encoded",
        document: EVERY_KIND,
        path: Some(PART),
        lie: Lie::Code(
            "::vast_api::registry::runtime::path_parameter(\"name\", & name,
                ::vast_api::registry::runtime::Style::Simple, false) ?",
            "name.to_string()",
        ),
        caught_by: (Check::Requests, "the path"),
    },
    Mutant {
        name: "a_body_that_is_not_sent",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code(".json(&body)", ""),
        caught_by: (Check::Requests, "not JSON"),
    },
    Mutant {
        name: "a_body_without_its_media_type",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code(".json(&body)", ".body(serde_json::to_vec(&body).unwrap())"),
        caught_by: (Check::Requests, "the body is said to be"),
    },
    Mutant {
        name: "json_handed_on_as_bytes",
        document: EVERY_KIND,
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
        document: EVERY_KIND,
        path: Some(PART),
        lie: Lie::Normalized(|document| {
            let known = &mut document["components"]["schemas"]["PartStateKnown"];
            known["enum"] = json!(["ok"]);
        }),
        caught_by: (Check::Derived, "the values are"),
    },
    Mutant {
        name: "an_undocumented_error_taken_for_a_documented_one",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code("404u16 =>", "404u16 | 418u16 =>"),
        caught_by: (Check::Responses, "taken for a documented answer"),
    },
    Mutant {
        name: "an_operation_that_the_document_does_not_have",
        document: EVERY_KIND,
        path: Some(THINGS),
        lie: Lie::Document(|document| {
            let post = document["paths"][THINGS]["post"].clone();
            document["paths"]["/inventions"]["post"] = post;
        }),
        caught_by: (Check::Operations, "not in the document"),
    },
    Mutant {
        name: "a_documented_error_taken_for_an_undocumented_one",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code("404u16 =>", "410u16 =>"),
        caught_by: (Check::Responses, "status 404: it was not decoded"),
    },
    Mutant {
        name: "a_refusal_taken_for_a_success",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Normalized(|document| {
            remove(&mut document["paths"][CANCEL]["delete"], "x-refusal");
        }),
        caught_by: (Check::Responses, "a refusal was not taken for one"),
    },
    Mutant {
        name: "a_success_taken_for_a_refusal",
        document: EVERY_KIND,
        path: Some(THINGS),
        lie: Lie::Normalized(|document| {
            let refusal = json!({ "property": "success", "value": false });
            document["paths"][THINGS]["post"]["x-refusal"] = refusal;
        }),
        caught_by: (Check::Responses, "it was taken for a refusal"),
    },
    Mutant {
        name: "an_error_taken_for_a_success",
        document: EVERY_KIND,
        path: Some(CANCEL),
        lie: Lie::Code("200u16 =>", "200u16 | 502u16 =>"),
        caught_by: (Check::Responses, "taken for a success"),
    },
    Mutant {
        name: "a_value_that_the_document_does_not_list_refused",
        document: EVERY_KIND,
        path: Some(PART),
        lie: Lie::Normalized(|document| {
            let schemas = &mut document["components"]["schemas"];
            schemas["PartState"] = schemas["PartStateKnown"].clone();
        }),
        caught_by: (Check::Types, "does not deserialize"),
    },
    Mutant {
        name: "a_tag_that_is_not_looked_at",
        document: UNIONS,
        path: Some("/pets"),
        lie: Lie::Normalized(|document| {
            let schemas = document["components"]["schemas"].as_object_mut();
            let unions = schemas.into_iter().flat_map(|schemas| schemas.values_mut());
            let unions = unions.filter_map(|schema| schema.get_mut("x-union")?.as_array_mut());
            for variant in unions.flatten().filter_map(Value::as_object_mut) {
                variant.remove("tag");
                variant.insert("shape".to_owned(), json!({}));
            }
        }),
        caught_by: (Check::Types, "the variant at ``"),
    },
    Mutant {
        name: "a_variant_of_a_union_left_out",
        document: UNIONS,
        path: Some("/outcomes"),
        lie: Lie::Document(|document| {
            let outcomes = &mut document["components"]["schemas"]["Outcomes"];
            outcomes["oneOf"] = json!([{ "$ref": "#/components/schemas/Refused" }]);
        }),
        caught_by: (Check::Requests, "cannot be built"),
    },
    Mutant {
        name: "an_integer_rounded",
        document: NUMBERS,
        path: Some("/count"),
        lie: Lie::Code(".json(&body)", ".json(&(body as f64))"),
        caught_by: (Check::Requests, "became"),
    },
    Mutant {
        name: "an_entry_of_a_map_beside_properties_lost",
        document: OBJECTS,
        path: Some("/open"),
        lie: Lie::Code(
            "end_with(&self.extra)",
            "end_with(&::std::collections::BTreeMap::<String, bool>::new())",
        ),
        caught_by: (Check::Requests, "x-undocumented"),
    },
    Mutant {
        name: "a_required_null_that_vanishes",
        document: OBJECTS,
        path: Some("/choices"),
        lie: Lie::Normalized(|document| {
            remove(
                &mut document["components"]["schemas"]["ChoiceRequest"],
                "required",
            );
        }),
        caught_by: (Check::Requests, "the property `must` is lost"),
    },
    Mutant {
        name: "a_read_only_property_wanted_from_the_caller",
        document: OBJECTS,
        path: Some("/accounts"),
        lie: Lie::Document(|document| {
            let account = &mut document["components"]["schemas"]["Account"];
            remove(&mut account["properties"]["id"], "readOnly");
        }),
        caught_by: (Check::Requests, "no value supplied for id"),
    },
    Mutant {
        name: "null_sent_for_what_is_not_set_in_a_recursive_type",
        document: RECURSION,
        path: Some("/chickens"),
        lie: Lie::Code(
            "#[serde(skip_serializing_if = \"::std::option::Option::is_none\")]",
            "",
        ),
        caught_by: (Check::Requests, "came from nowhere"),
    },
    Mutant {
        name: "a_range_of_statuses_taken_for_another",
        document: STATUSES,
        path: Some("/ranges"),
        lie: Lie::Document(|document| {
            let responses = &mut document["paths"]["/ranges"]["get"]["responses"];
            responses["1XX"] = responses["4xx"].clone();
            remove(responses, "4xx");
        }),
        caught_by: (Check::Responses, "status 4xx: it was not decoded"),
    },
    Mutant {
        name: "an_optional_null_that_vanishes",
        document: OBJECTS,
        path: Some("/choices"),
        lie: Lie::Normalized(|document| {
            let choice = &mut document["components"]["schemas"]["ChoiceRequest"];
            remove(choice, "x-null-apart");
        }),
        caught_by: (Check::Requests, "is lost"),
    },
    Mutant {
        name: "another_media_type_asked_for",
        document: MEDIA_TYPES,
        path: Some("/vendor"),
        lie: Lie::Normalized(|document| {
            remove(
                &mut document["paths"]["/vendor"]["put"],
                "x-response-media-types",
            );
        }),
        caught_by: (Check::Requests, "it accepts"),
    },
    Mutant {
        name: "another_media_type_sent",
        document: MEDIA_TYPES,
        path: Some("/vendor"),
        lie: Lie::Normalized(|document| {
            remove(
                &mut document["paths"]["/vendor"]["put"],
                "x-request-media-type",
            );
        }),
        caught_by: (Check::Requests, "the body is said to be"),
    },
    Mutant {
        name: "the_text_of_an_error_read_as_json",
        document: STATUSES,
        path: Some("/text-beside-json"),
        lie: Lie::Code("from_text", "from_response"),
        caught_by: (Check::Responses, "the text was decoded as"),
    },
    Mutant {
        name: "a_list_joined_by_another_delimiter",
        document: PARAMETERS,
        path: Some("/query"),
        lie: Lie::Normalized(|document| {
            let parameters = &mut document["paths"]["/query"]["get"]["parameters"];
            for parameter in parameters.as_array_mut().into_iter().flatten() {
                if parameter["name"] == "csv" {
                    parameter["x-parameter"]["style"] = json!("pipeDelimited");
                }
            }
        }),
        caught_by: (Check::Requests, "the query csv is"),
    },
    Mutant {
        name: "a_cookie_of_another_name",
        document: PARAMETERS,
        path: Some("/cookies"),
        lie: Lie::Code("\"theme\",", "\"themes\","),
        caught_by: (Check::Requests, "the cookie"),
    },
    Mutant {
        name: "trace_made_options",
        document: METHODS,
        path: Some("/all"),
        lie: Lie::Code("Method::TRACE", "Method::OPTIONS"),
        caught_by: (Check::Requests, "the method is OPTIONS"),
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
