public import Policy

/// Reads the documents of one text as typed intent.
///
/// What is wrong within a document is in its own `diagnostics`; what is wrong with the text, or with a document that
/// does not say who it is, is in the second part. Both go to `PolicySet.applying` as they are.
/// - Parameter planned: sections that are taken although they are not built (`PolicyDocument.init(reading:accepting:)`).
public func readDocuments(
    _ bytes: [UInt8], file: String, firstLine: Int = 1, limits: ParseLimits = ParseLimits(),
    accepting planned: [Kind] = []
) -> (documents: [PolicyDocument], diagnostics: [Diagnostic]) {
    let parsed = parseDocuments(bytes, file: file, firstLine: firstLine, limits: limits)
    var documents: [PolicyDocument] = []
    var diagnostics = parsed.diagnostics
    for tree in parsed.trees {
        do throws(PolicyRejection) {
            documents.append(try PolicyDocument(reading: tree, accepting: planned))
        } catch {
            diagnostics += error.diagnostics
        }
    }
    if parsed.trees.isEmpty && diagnostics.isEmpty {
        let start = SourcePosition(file: file, line: firstLine, column: 1)
        diagnostics.append(Diagnostic(.missing, "expected a document, found none", at: start))
    }
    return (documents, diagnostics)
}
