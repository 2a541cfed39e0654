import Foundation

/// A directory of its own for one test, which removes it in a `defer`.
struct TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "weft-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        path = url.path()
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
