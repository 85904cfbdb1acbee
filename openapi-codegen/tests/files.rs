//! Documents that are spread over several files.

#![cfg(feature = "yaml")]

use std::{fs, path::Path};

use openapi_codegen::{Loaded, Normalized, load, normalize};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The folder `api` with these files, of which `openapi.yaml` is loaded.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, content) in files {
            let path = folder.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join("api").join(name)
    }

    /// Without the folder.
    fn cut(&self, text: &str) -> String {
        text.replace(
            &format!("{}/", self.path("").display()).replace("//", "/"),
            "",
        )
    }

    fn load(&self) -> Loaded {
        load(&self.path("openapi.yaml")).unwrap()
    }
}

fn normalized(files: &[(&str, &str)]) -> (Loaded, Normalized) {
    let folder = Folder::new(files);
    let loaded = folder.load();
    let normalized = normalize(&loaded.document).unwrap();
    (loaded, normalized)
}

fn schemas(normalized: &Normalized) -> Vec<&str> {
    let schemas = normalized.document["components"]["schemas"].as_object();
    schemas
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect()
}

/// A document with one operation, whose response has the schema at this reference.
fn document(reference: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        \
         '200': {{description: d, content: {{application/json: {{schema: {{$ref: '{reference}'}}}}}}}}\n"
    )
}

fn response(normalized: &Normalized) -> &Value {
    &normalized.document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
}

const PET: &str = "type: object\nproperties:\n  name: {type: string}\n";

#[test]
fn a_schema_in_another_file_keeps_its_name() {
    for (reference, file, content) in [
        ("schemas/pet.yaml", "schemas/pet.yaml", PET.to_owned()),
        ("./schemas/../pet.yml", "pet.yml", PET.to_owned()),
        (
            "../shared/pet.json",
            "../shared/pet.json",
            "{\"type\": \"object\", \"properties\": {\"name\": {}}}".to_owned(),
        ),
        ("my%20pets/pet.yaml?raw", "my pets/pet.yaml", PET.to_owned()),
        ("a%25b/pet.yaml", "a%b/pet.yaml", PET.to_owned()),
        (
            "a.yaml#/components/schemas/Pet",
            "a.yaml",
            format!(
                "components: {{schemas: {{Pet: {{{}}}}}}}",
                "type: object, properties: {name: {type: string}}"
            ),
        ),
        (
            "a.yaml#/$defs/Pe%74",
            "a.yaml",
            "$defs: {Pet: {type: object, properties: {name: {}}}}".to_owned(),
        ),
        (
            "a.yaml#anchor",
            "a.yaml",
            "$defs: {Pet: {$anchor: anchor, type: object, properties: {name: {}}}}".to_owned(),
        ),
    ] {
        let (loaded, normalized) =
            normalized(&[("openapi.yaml", &document(reference)), (file, &content)]);
        assert_eq!(schemas(&normalized), ["Pet"], "{reference}");
        assert_eq!(
            response(&normalized)["$ref"],
            "#/components/schemas/Pet",
            "{reference}"
        );
        assert_eq!(
            normalized.report.lossy().count(),
            0,
            "{reference}: {}",
            normalized.report
        );
        assert_eq!(loaded.files.len(), 1, "{reference}");
        assert!(
            loaded.files[0].ends_with(Path::new(file)),
            "{reference}: {:?}",
            loaded.files
        );
        assert_eq!(loaded.warnings, Vec::<String>::new());
    }
}

#[test]
fn the_report_tells_the_file() {
    let pet = format!("{PET}x-own: 1\n");
    let (_, normalized) = normalized(&[
        ("openapi.yaml", &document("schemas/pet.yaml")),
        ("schemas/pet.yaml", &pet),
    ]);
    let report = normalized.report.to_string();
    assert!(
        report.contains("#/x-files/schemas~1pet.yaml/x-own "),
        "{report}"
    );
}

#[test]
fn a_name_that_the_document_gives_to_a_file_is_the_name_of_the_type() {
    let main = document("#/components/schemas/Animal")
        + "components:\n  schemas:\n    Animal: {$ref: s/pet-v2.yaml}\n    Other: {$ref: s/pet-v2.yaml}\n";
    let (_, normalized) = normalized(&[("openapi.yaml", &main), ("s/pet-v2.yaml", PET)]);
    assert_eq!(schemas(&normalized), ["Animal"]);
    assert_eq!(response(&normalized)["$ref"], "#/components/schemas/Animal");
}

#[test]
fn files_refer_to_each_other_in_circles_and_back_into_the_document() {
    let main = document("a/one.yaml#/One")
        + "components: {schemas: {Main: {type: object, properties: {x: {$ref: a/one.yaml#/One}}}}}\n";
    let (loaded, normalized) = normalized(&[
        ("openapi.yaml", &main),
        (
            "a/one.yaml",
            "One: {type: object, properties: {two: {$ref: ../two.json}, own: {$ref: '#/One'}}}\n",
        ),
        (
            "two.json",
            r##"{"type": "object", "properties": {"one": {"$ref": "a/one.yaml#/One"},
                "main": {"$ref": "../api/openapi.yaml#/components/schemas/Main"}, "two": {"$ref": "#"}}}"##,
        ),
    ]);
    assert_eq!(schemas(&normalized), ["Main", "One", "Two"]);
    assert_eq!(
        normalized.report.lossy().count(),
        0,
        "{}",
        normalized.report
    );
    assert_eq!(loaded.files.len(), 2);
    let two = &normalized.document["components"]["schemas"]["Two"]["properties"];
    assert_eq!(two["main"]["$ref"], "#/components/schemas/Main");
    assert_eq!(two["two"]["$ref"], "#/components/schemas/Two");
}

#[test]
fn operations_parameters_bodies_and_responses_can_be_in_files() {
    let main = "\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /whole/{id}: {$ref: paths/whole.yaml}
  /part:
    get: {$ref: 'paths/operations.yaml#/part'}
components:
  schemas: {$ref: schemas/_index.yaml}
";
    let whole = "\
parameters:
- {$ref: ../common.yaml#/parameters/id}
put:
  operationId: whole
  requestBody: {$ref: ../common.yaml#/body}
  responses:
    '200': {$ref: ../common.yaml#/responses/ok}
";
    let common = "\
parameters: {id: {name: id, in: path, required: true, schema: {type: integer}}}
body: {required: true, content: {application/json: {schema: {$ref: schemas/_index.yaml#/Pet}}}}
responses: {ok: {description: d, content: {application/json: {schema: {$ref: openapi.yaml#/components/schemas/Pet}}}}}
";
    let (loaded, normalized) = normalized(&[
        ("openapi.yaml", main),
        ("paths/whole.yaml", whole),
        (
            "paths/operations.yaml",
            "part: {operationId: part, responses: {default: {$ref: ../common.yaml#/responses/ok}}}\n",
        ),
        ("common.yaml", common),
        ("schemas/_index.yaml", "Pet: {$ref: ./pet.yaml}\n"),
        ("schemas/pet.yaml", PET),
    ]);
    assert_eq!(
        loaded.document["paths"]["/whole/{id}"]["put"]["operationId"],
        "whole"
    );
    assert_eq!(
        loaded.document["paths"]["/part"]["get"]["operationId"],
        "part"
    );
    assert_eq!(
        normalized.report.lossy().count(),
        0,
        "{}",
        normalized.report
    );
    let whole = &normalized.document["paths"]["/whole/{id}"]["put"];
    assert_eq!(whole["parameters"][0]["schema"]["type"], "integer");
    let names = schemas(&normalized);
    assert!(
        names.iter().all(|name| name.starts_with("Pet")),
        "{names:?}"
    );
    assert_eq!(loaded.files.len(), 5);
}

#[test]
fn discriminators_lead_to_files_and_data_is_not_touched() {
    let folder = Folder::new(&[
        ("openapi.yaml", &document("a.yaml")),
        (
            "a.yaml",
            "oneOf: [{$ref: b.yaml}]\ndiscriminator: {propertyName: k, mapping: {b: b.yaml, c: C, d: './b.yaml#/x'}, defaultMapping: b.yaml}\n\
             properties: {example: {$ref: b.yaml}, discriminator: {$ref: b.yaml}}\nexample: {$ref: no.yaml}\n",
        ),
        ("b.yaml", PET),
    ]);
    let loaded = folder.load();
    let a = &loaded.document["x-files"]["a.yaml"];
    let b = "#/x-files/b.yaml";
    assert_eq!(
        a["discriminator"]["mapping"],
        json!({ "b": b, "c": "C", "d": format!("{b}/x") })
    );
    assert_eq!(a["discriminator"]["defaultMapping"], b);
    for property in ["example", "discriminator"] {
        assert_eq!(a["properties"][property]["$ref"], b, "{property}");
    }
    assert_eq!(a["example"]["$ref"], "no.yaml");
    assert_eq!(loaded.warnings, Vec::<String>::new());
}

#[test]
fn a_document_knows_itself_by_its_own_uri() {
    for reference in [
        "https://e.org/v1/api.yaml#/components/schemas/Pet",
        "api.yaml#/components/schemas/Pet",
    ] {
        let main = document(reference)
            .replace("3.0.3\n", "3.1.0\n$self: https://e.org/v1/api.yaml\n")
            + "components: {schemas: {Pet: {type: object, properties: {a: {}}}}}\n";
        let (loaded, normalized) = normalized(&[("openapi.yaml", &main)]);
        assert_eq!(
            response(&normalized)["$ref"],
            "#/components/schemas/Pet",
            "{reference}"
        );
        assert_eq!(loaded.warnings, Vec::<String>::new());
    }
}

#[test]
fn what_is_missing_or_elsewhere_is_reported_and_not_fetched() {
    for (reference, warns) in [
        ("no/such.yaml#/Pet", true),
        ("schemas", true),
        ("https://e.org/pet.yaml", false),
        ("/etc/hostname", false),
        ("pet.yaml#no-anchor", false),
        ("pet.yaml#/no/pointer", false),
    ] {
        let folder = Folder::new(&[
            ("openapi.yaml", &document(reference)),
            ("pet.yaml", PET),
            ("schemas/pet.yaml", PET),
        ]);
        let loaded = folder.load();
        let path = reference.split('#').next().unwrap();
        let warnings: Vec<String> = loaded
            .warnings
            .iter()
            .map(|warning| folder.cut(warning))
            .collect();
        let expected = format!(
            "openapi.yaml refers to {path}, which is not a file: what refers to it is left out or read as any JSON"
        );
        assert_eq!(
            warnings,
            if warns { vec![expected] } else { vec![] },
            "{reference}"
        );
        let normalized = normalize(&loaded.document).unwrap();
        assert_eq!(
            normalized.report.lossy().count(),
            1,
            "{reference}: {}",
            normalized.report
        );
    }
}

#[test]
fn a_file_with_an_error_or_a_key_twice_is_named() {
    let folder = Folder::new(&[
        ("openapi.yaml", &document("s/pet.yaml")),
        ("s/pet.yaml", "type: object\ntype: object\n"),
    ]);
    let warnings = folder.load().warnings;
    assert_eq!(
        folder.cut(&warnings[0]),
        "s/pet.yaml:2:1: the key `type` stands twice; s/pet.yaml:1:1 has the same value, and the last one counts"
    );
    fs::write(folder.path("s/pet.yaml"), "type: [object\n").unwrap();
    let error = load(&folder.path("openapi.yaml")).unwrap_err().to_string();
    assert_eq!(folder.cut(&error), "s/pet.yaml:1:7: the `[` is not closed");
}

#[test]
fn content_that_is_put_in_place_in_a_circle_comes_to_an_end() {
    let main = "openapi: 3.0.3\npaths: {$ref: a.yaml}\n";
    let folder = Folder::new(&[
        ("openapi.yaml", main),
        (
            "a.yaml",
            "$ref: b.yaml\n/a: {get: {$ref: 'a.yaml#/~1a/get'}}\n/b: {$ref: 'a.yaml#/~1a'}\n",
        ),
        ("b.yaml", "$ref: a.yaml\n"),
    ]);
    assert!(normalize(&folder.load().document).is_ok());
}
