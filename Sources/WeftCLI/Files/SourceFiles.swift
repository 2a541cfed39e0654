import CommandLine

/// What `-f FILE|DIR|-` names.
enum SourceFiles {
    /// All files of one apply together, in bytes: what the server takes in one request, less its frame.
    static let limit = 12 << 20

    /// The files in the order given; a directory gives its `*.yaml`, `*.yml` and `*.json` by name, none from below.
    static func collect(_ paths: [String]) throws(Failure) -> [SourceFile] {
        guard !paths.isEmpty else {
            throw .usage("no files are given", hint: "-f FILE, -f DIR or -f - for standard input")
        }
        guard paths.count(where: { $0 == "-" }) <= 1 else { throw .usage("standard input can be read only once") }
        var files: [SourceFile] = []
        var room = limit
        for path in paths {
            for name in try expand(path) {
                let bytes = try FileReader.read(name, limit: room)
                room -= bytes.count
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw Failure(
                        "syntax", "\(name) is not UTF-8", exitCode: .invalidDocument)
                }
                files.append(SourceFile(name: name, text: text))
            }
        }
        return files
    }

    private static func expand(_ path: String) throws(Failure) -> [String] {
        guard path != "-", try FileReader.isDirectory(path) else { return [path] }
        let directory = path.hasSuffix("/") ? path : path + "/"
        let names = try FileReader.names(in: path).filter { name in
            !name.hasPrefix(".") && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
        }
        var files: [String] = []
        for name in names where try !FileReader.isDirectory(directory + name) { files.append(directory + name) }
        guard !files.isEmpty else {
            throw .usage(
                "\(path) holds no documents", hint: "its *.yaml, *.yml and *.json are read, not those below")
        }
        return files
    }
}
