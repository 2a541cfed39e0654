import Synchronization

/// The metrics of a program, by name and labels.
///
/// Asking again for the same name and labels gives the same metric. Label values must come from small sets that the
/// program knows (a route's template, a host's name), never from what a client sends.
public final class MetricsRegistry: Sendable {
    enum Metric: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)

        var typeName: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    struct Family {
        let help: String
        let typeName: String
        /// By labels in their text form, which is also their order.
        var series: [String: Metric]
    }

    /// Series of one name; a further one counts, but is not shown.
    public static let maximumSeries = 10_000

    private let families = Mutex<[String: Family]>([:])

    public init() {}

    /// By convention the name ends in `_total`.
    public func counter(_ name: String, help: String, labels: [String: String] = [:]) -> Counter {
        let metric = metric(name, help, labels) { .counter(Counter()) }
        guard case .counter(let counter) = metric else { preconditionFailure("\(name) is a \(metric.typeName)") }
        return counter
    }

    public func gauge(_ name: String, help: String, labels: [String: String] = [:]) -> Gauge {
        let metric = metric(name, help, labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = metric else { preconditionFailure("\(name) is a \(metric.typeName)") }
        return gauge
    }

    /// By convention the name ends in the unit, as in `_seconds`. `bounds` rise; they count when the metric is made.
    public func histogram(
        _ name: String, help: String, bounds: [Double] = Histogram.latencyBounds, labels: [String: String] = [:]
    ) -> Histogram {
        precondition(labels["le"] == nil, "The label le belongs to the histogram itself")
        let metric = metric(name, help, labels) { .histogram(Histogram(bounds: bounds)) }
        guard case .histogram(let histogram) = metric else { preconditionFailure("\(name) is a \(metric.typeName)") }
        return histogram
    }

    /// Takes a series away, for instance that of a host that was removed.
    public func remove(_ name: String, labels: [String: String]) {
        families.withLock { $0[name]?.series[labelText(labels)] = nil }
    }

    /// All metrics in Prometheus' text format 0.0.4, in byte order of names and labels.
    public func render() -> String {
        families.withLock { $0 }.sorted { $0.key < $1.key }.map { prometheusText($0.key, $0.value) }.joined()
    }

    private func metric(
        _ name: String, _ help: String, _ labels: [String: String], make: () -> Metric
    ) -> Metric {
        precondition(isMetricName(name), "\(name) is no name of a metric")
        precondition(labels.keys.allSatisfy(isLabelName), "A label of \(name) has no valid name")
        let key = labelText(labels)
        return families.withLock { families in
            if let known = families[name]?.series[key] { return known }
            let metric = make()
            var family = families[name] ?? Family(help: help, typeName: metric.typeName, series: [:])
            precondition(family.typeName == metric.typeName, "\(name) is a \(family.typeName)")
            if family.series.count < Self.maximumSeries { family.series[key] = metric }
            families[name] = family
            return metric
        }
    }
}

private func isMetricName(_ name: String) -> Bool {
    isLabelName(name.replacing(":", with: "_"))
}

private func isLabelName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
