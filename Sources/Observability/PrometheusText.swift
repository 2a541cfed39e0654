/// One family of metrics in Prometheus' text format 0.0.4.
func prometheusText(_ name: String, _ family: MetricsRegistry.Family) -> String {
    let help = family.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    var text = "# HELP \(name) \(help)\n# TYPE \(name) \(family.typeName)\n"
    for (labels, metric) in family.series.sorted(by: { $0.key < $1.key }) {
        switch metric {
        case .counter(let counter): text += "\(name)\(braces(labels)) \(counter.value)\n"
        case .gauge(let gauge): text += "\(name)\(braces(labels)) \(numberText(gauge.value))\n"
        case .histogram(let histogram): text += histogramText(name, labels, histogram)
        }
    }
    return text
}

/// Labels without their braces, in byte order of their names.
func labelText(_ labels: [String: String]) -> String {
    labels.sorted { $0.key < $1.key }.map { name, value in
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\(name)=\"\(escaped)\""
    }.joined(separator: ",")
}

private func histogramText(_ name: String, _ labels: String, _ histogram: Histogram) -> String {
    let state = histogram.snapshot
    let prefix = labels.isEmpty ? "" : "\(labels),"
    var text = ""
    var total: UInt64 = 0
    for (bound, count) in zip(histogram.bounds + [.infinity], state.counts) {
        total += count
        text += "\(name)_bucket{\(prefix)le=\"\(numberText(bound))\"} \(total)\n"
    }
    return text + "\(name)_sum\(braces(labels)) \(numberText(state.sum))\n\(name)_count\(braces(labels)) \(total)\n"
}

private func braces(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

private func numberText(_ number: Double) -> String {
    if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
    if number.isNaN { return "NaN" }
    let whole = Int64(exactly: number)
    return whole.map { String($0) } ?? String(number)
}
