import CommandLine

/// Several lines made safe for a terminal: line feeds and tabs stay, everything else is as in `printable`.
func printableLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.split(separator: "\t", omittingEmptySubsequences: false).map { printable(String($0)) }
            .joined(separator: "\t")
    }.joined(separator: "\n")
}
