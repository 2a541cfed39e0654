import Foundation

/// What a program prints; nil when it is not there or fails.
///
/// - Parameters:
///   - isKept: without it the output is thrown away, and the answer is empty.
///   - showsErrors: the program's standard error is ours; without it, it is thrown away.
func programOutput(
    _ program: String, _ arguments: [String], isKept: Bool = true, showsErrors: Bool = false
) throws -> Data? {
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = isKept ? pipe : FileHandle.nullDevice
    if !showsErrors { process.standardError = FileHandle.nullDevice }
    try process.run()
    let data = isKept ? pipe.fileHandleForReading.readDataToEndOfFile() : Data()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
}
