/// How errors look on the standard error: `error: CODE: message` and, when something helps, a `hint:` line.
public func errorReport(code: String, message: String, hint: String? = nil) -> String {
    var text = "error: \(printable(code)): \(printable(message))\n"
    if let hint { text += "hint: \(printable(hint))\n" }
    return text
}

/// Writes an error report to the standard error.
public func reportError(code: String, message: String, hint: String? = nil) {
    writeText(errorReport(code: code, message: message, hint: hint), to: .standardError)
}
