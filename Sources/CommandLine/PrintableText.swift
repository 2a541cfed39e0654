/// Text that does nothing to a terminal: names come from others, and may hold escape sequences or line ends.
///
/// Control and formatting characters, which move the cursor, reverse the reading direction or hide, are spelled out
/// (`\u{1b}`).
public func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isActive) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if isActive(scalar) {
            result += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

private func isActive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
}
