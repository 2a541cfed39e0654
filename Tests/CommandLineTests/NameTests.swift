import CommandLine
import Testing

@Suite struct NameTests {
    @Test("The module's name does not hide the standard library's type of the same name")
    func standardLibrary() {
        #expect(!CommandLine.arguments.isEmpty)
    }
}
