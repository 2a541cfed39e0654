import Policy

extension SourcePosition {
    /// What the document of objects that are written one by one is called as a file.
    static let objectFile = "api#"

    /// As people and clients read it: `base.yaml:4:3`, or `api#/groups/web` of an object that was written by itself.
    ///
    /// - Parameter section: the key that holds such objects; none for what is no object.
    func place(of name: String, in section: String?) -> String {
        guard file == Self.objectFile, let section else { return description }
        return "\(file)/\(section)/\(name)"
    }

    /// The same without the column, for tables.
    func shortPlace(of name: String, in section: String?) -> String {
        file == Self.objectFile ? place(of: name, in: section) : "\(file):\(line)"
    }
}
