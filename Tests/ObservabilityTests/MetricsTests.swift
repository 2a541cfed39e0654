import Observability
import Testing

@Suite struct MetricsTests {
    @Test("Metrics are rendered in Prometheus' text format, in order")
    func render() {
        let metrics = MetricsRegistry()
        metrics.counter("weft_requests_total", help: "Requests.", labels: ["route": "/v1/hosts", "method": "GET"])
            .increment()
        metrics.counter("weft_requests_total", help: "Requests.", labels: ["route": "a\"\\\nb"]).increment(by: 41)
        metrics.gauge("weft_hosts", help: "Hosts\nconnected.").set(3)
        metrics.gauge("weft_hosts", help: "Hosts connected.").add(-0.5)
        let latency = metrics.histogram(
            "weft_apply_seconds", help: "Applies.", bounds: [0.1, 1], labels: ["kind": "x"])
        for value in [0.1, 0.5, 7] { latency.observe(value) }
        #expect(
            metrics.render() == #"""
                # HELP weft_apply_seconds Applies.
                # TYPE weft_apply_seconds histogram
                weft_apply_seconds_bucket{kind="x",le="0.1"} 1
                weft_apply_seconds_bucket{kind="x",le="1"} 2
                weft_apply_seconds_bucket{kind="x",le="+Inf"} 3
                weft_apply_seconds_sum{kind="x"} 7.6
                weft_apply_seconds_count{kind="x"} 3
                # HELP weft_hosts Hosts\nconnected.
                # TYPE weft_hosts gauge
                weft_hosts 2.5
                # HELP weft_requests_total Requests.
                # TYPE weft_requests_total counter
                weft_requests_total{method="GET",route="/v1/hosts"} 1
                weft_requests_total{route="a\"\\\nb"} 41

                """#)
    }

    @Test("The same name and labels are the same metric, and a removed one is gone")
    func identity() {
        let metrics = MetricsRegistry()
        let labels = ["host": "kvm1"]
        metrics.counter("x_total", help: "X.", labels: labels).increment()
        metrics.counter("x_total", help: "X.", labels: labels).increment()
        #expect(metrics.counter("x_total", help: "X.", labels: labels).value == 2)
        metrics.remove("x_total", labels: labels)
        #expect(metrics.render() == "# HELP x_total X.\n# TYPE x_total counter\n")
    }

    @Test("Counts from many threads are all there")
    func concurrent() async {
        let metrics = MetricsRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        metrics.counter("x_total", help: "X.").increment()
                        metrics.gauge("x", help: "X.").add(1)
                        metrics.histogram("x_seconds", help: "X.").observe(1)
                    }
                }
            }
        }
        let text = metrics.render()
        for line in ["x_total 8000\n", "x 8000\n", "x_seconds_count 8000\n"] { #expect(text.contains(line)) }
    }

    @Test("Names that Prometheus would refuse, and one name for two kinds, are mistakes of the program")
    func mistakes() async {
        await #expect(processExitsWith: .failure) { _ = MetricsRegistry().counter("9x", help: "") }
        await #expect(processExitsWith: .failure) { _ = MetricsRegistry().counter("x", help: "", labels: ["a-b": ""]) }
        await #expect(processExitsWith: .failure) {
            let metrics = MetricsRegistry()
            _ = metrics.counter("x", help: "")
            _ = metrics.gauge("x", help: "")
        }
    }
}
