/// A file of documents as it goes to the server.
struct SourceFile: Hashable {
    /// As given on the command line, and the file's name after it when a directory was given; `-` is standard input.
    let name: String
    let text: String
}
