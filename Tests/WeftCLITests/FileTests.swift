import CommandLine
import Testing

@testable import WeftCLI

@Suite struct FileTests {
    @Test("A directory gives its documents by name, none from below")
    func directories() throws {
        let directory = try TestDirectory()
        defer { directory.remove() }
        for name in ["b.yaml", "a.yml", "c.json", "notes.txt", ".hidden.yaml", "below/d.yaml", "dir.yaml/e.yaml"] {
            try directory.write(name.utf8, to: name)
        }
        let files = try SourceFiles.collect([directory.path + "/"])
        #expect(files.map(\.name) == ["a.yml", "b.yaml", "c.json"].map { directory.path + "/" + $0 })
        #expect(files.map(\.text) == ["a.yml", "b.yaml", "c.json"])
        let mixed = try SourceFiles.collect([directory.path + "/notes.txt", directory.path])
        #expect(mixed.map(\.name).prefix(2) == [directory.path + "/notes.txt", directory.path + "/a.yml"])
    }

    @Test("What cannot be read is refused with a reason")
    func refusals() throws {
        let directory = try TestDirectory()
        defer { directory.remove() }
        #expect(throws: Failure("unreadable", "\(directory.path)/no: No such file or directory", exitCode: .usage)) {
            try SourceFiles.collect([directory.path + "/no"])
        }
        #expect(throws: Failure.self) { try SourceFiles.collect([directory.path]) }
        #expect(throws: Failure.self) { try SourceFiles.collect([]) }
        #expect(throws: Failure.self) { try SourceFiles.collect(["-", "-"]) }
        let bad = try directory.write([0x61, 0xff], to: "bad.yaml")
        #expect(throws: Failure("syntax", "\(bad) is not UTF-8", exitCode: .invalidDocument)) {
            try SourceFiles.collect([bad])
        }
        let long = try directory.write([UInt8](repeating: 0x20, count: 100), to: "long.yaml")
        #expect(throws: Failure.self) { try FileReader.read(long, limit: 99) }
        #expect(try FileReader.read(long, limit: 100).count == 100)
    }
}
