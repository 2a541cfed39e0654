/// A foreign text made fit for a message: one line, at most 64 characters, control characters replaced.
func excerpt(_ text: some StringProtocol) -> String {
    let limit = 64
    var result = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        let isControl = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        result.unicodeScalars.append(isControl ? "\u{fffd}" : scalar)
    }
    return text.unicodeScalars.dropFirst(limit).isEmpty ? result : result + "…"
}
