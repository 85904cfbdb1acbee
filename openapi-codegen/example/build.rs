fn main() -> std::process::ExitCode {
    openapi_codegen::Codegen::new("openapi.json").run()
}
