/// `-o` of commands that show objects.
enum OutputFormat: String, CaseIterable {
    case table, wide, json, yaml, name
}
