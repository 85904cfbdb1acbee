//! The document that is mutated.

use serde_json::{Value, json};

/// A document with a construct of each kind.
pub fn shop() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Shop", "version": "1" },
        "servers": [{ "url": "https://shop.example/v1" }],
        "security": [{ "bearer": [] }],
        "paths": {
            "/orders": { "get": list_orders(), "post": create_order() },
            "/orders/{id}": {
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }
                ],
                "get": {
                    "operationId": "get_order",
                    "responses": {
                        "200": answer(reference("Order")),
                        "404": answer(reference("Problem")),
                    },
                },
                "delete": {
                    "operationId": "delete_order",
                    "security": [{ "oauth": ["write"] }],
                    "responses": { "204": { "description": "done" } },
                },
            },
        },
        "components": {
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer" },
                "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
                "oauth": { "type": "oauth2", "flows": { "clientCredentials": {
                    "tokenUrl": "https://shop.example/token",
                    "scopes": { "read": "", "write": "", "admin": "" },
                } } },
            },
            "schemas": schemas(),
        },
    })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn answer(schema: Value) -> Value {
    json!({ "description": "an answer", "content": { "application/json": { "schema": schema } } })
}

fn list_orders() -> Value {
    let mut page = answer(json!({
        "type": "object",
        "properties": {
            "orders": { "type": "array", "items": reference("Order") },
            "next": { "type": ["string", "null"] },
        },
        "required": ["orders"],
    }));
    page["headers"] = json!({ "X-Total": { "required": true, "schema": { "type": "integer" } } });
    json!({
        "operationId": "list_orders",
        "parameters": [
            { "name": "limit", "in": "query", "schema":
                { "type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 20 } },
            { "name": "expand", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } },
            { "name": "state", "in": "query", "schema": reference("State") },
            { "name": "shopId", "in": "query", "required": true, "schema": { "type": "string" } },
            { "name": "X-Trace", "in": "header", "schema": { "type": "string" } },
        ],
        "responses": { "200": page, "default": answer(reference("Problem")) },
    })
}

fn create_order() -> Value {
    json!({
        "operationId": "create_order",
        "requestBody": {
            "required": true,
            "content": {
                "application/json": { "schema": reference("OrderIn") },
                "application/x-www-form-urlencoded": { "schema": reference("OrderIn") },
            },
        },
        "responses": { "201": answer(reference("Order")), "404": answer(reference("Problem")) },
    })
}

fn schemas() -> Value {
    let mut schemas = json!({
        "State": { "type": "string", "enum": ["open", "paid"] },
        "Problem": { "type": "object", "properties": { "message": { "type": "string" } } },
        "Address": {
            "type": "object",
            "properties": { "street": { "type": "string" }, "zip": { "type": "string" } },
            "required": ["street"],
        },
        "Place": { "type": "object", "properties": { "lat": { "type": "number" }, "lon": { "type": "number" } } },
        "Tree": { "type": "object", "properties": {
            "label": { "type": "string" },
            "children": { "type": "array", "items": reference("Tree") },
        } },
        "Card": {
            "type": "object",
            "properties": { "kind": { "const": "card" }, "last4": { "type": "string" } },
            "required": ["kind"],
        },
        "Bank": {
            "type": "object",
            "properties": { "kind": { "const": "bank" }, "iban": { "type": "string" } },
            "required": ["kind"],
        },
        "Cash": { "type": "object", "properties": { "kind": { "const": "cash" } }, "required": ["kind"] },
        "Dog": { "type": "object", "properties": { "bark": { "type": "string" } } },
        "Cat": { "type": "object", "properties": { "meow": { "type": "string" } } },
    });
    schemas["OrderIn"] = json!({
        "type": "object",
        "properties": {
            "note": { "type": ["string", "null"], "maxLength": 100 },
            "code": { "type": "string", "pattern": "^[A-Z]+$" },
            "count": { "type": "integer", "format": "int64" },
            "due": { "type": "string" },
            "state": reference("State"),
            "mode": { "type": "string", "enum": ["fast", "slow"], "default": "fast" },
            "billing": reference("Address"),
            "shipping": reference("Address"),
            "tags": { "type": "array", "items": { "type": "string" }, "minItems": 1 },
            "labels": { "type": "object", "additionalProperties": { "type": "string" } },
            "pay": { "oneOf": [reference("Card"), reference("Bank")] },
            "stamp": { "type": "string", "readOnly": true },
            "closed": {
                "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string" } },
                "additionalProperties": false,
            },
        },
        "required": ["code"],
    });
    schemas["Order"] = json!({
        "type": "object",
        "properties": {
            "id": { "type": "string" },
            "total": { "type": "number" },
            "size": { "type": "integer", "format": "int32", "maximum": 10 },
            "at": { "type": "string", "format": "date-time" },
            "phase": { "type": "string", "enum": ["new", "done"] },
            "home": reference("Place"),
            "work": reference("Place"),
            "pets": { "type": "array", "items": {
                "oneOf": [reference("Dog"), reference("Cat")],
                "discriminator": { "propertyName": "species", "mapping": {
                    "dog": "#/components/schemas/Dog", "cat": "#/components/schemas/Cat",
                } },
            } },
            "tree": reference("Tree"),
            "secret": { "type": "string", "writeOnly": true },
            "rows": { "type": "array", "items": { "type": "integer" } },
        },
        "required": ["id", "total"],
    });
    schemas
}
