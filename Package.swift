// swift-tools-version: 6.2
// Weft's targets. Dependencies point down only: every target may use the ones declared before it,
// and `Compiler` and everything before it is synchronous Swift without Foundation and without C.
// The targets named C… are module maps over Debian's libraries; each is imported by exactly one target.

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, swiftSettings: strict)
}

func debian(_ name: String, pkgConfig: String, package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
    name: "weft",
    products: [
        .executable(name: "weftd", targets: ["weftd"]),
        .executable(name: "weft", targets: ["weft"]),
        .executable(name: "weft-lab", targets: ["weft-lab"]),
        .executable(name: "weft-bench", targets: ["weft-bench"]),
        .library(name: "OpenFlow", targets: ["OpenFlow"]),
        .library(name: "OVSDB", targets: ["OVSDB"]),
    ],
    targets: [
        // Ground
        library("Wire"),
        library("NetworkTypes"),
        library("JSON"),
        // Protocols
        library("OpenFlow", ["Wire", "NetworkTypes"]),
        library("OVSDB", ["JSON", "NetworkTypes"]),
        library("Packets", ["Wire", "NetworkTypes"]),
        // Pure logic
        library("Topology", ["NetworkTypes"]),
        library("Policy", ["NetworkTypes"]),
        library("Pipeline", ["OpenFlow", "NetworkTypes"]),
        library("Compiler", ["Topology", "Policy", "Pipeline", "OpenFlow", "NetworkTypes"]),
        library(
            "Controller",
            ["Compiler", "Pipeline", "Topology", "Policy", "Packets", "OpenFlow", "OVSDB", "JSON", "NetworkTypes"]),
        // What the compiler is held against, in tests and by whoever asks the daemon what becomes of a packet: the meaning
        // of documents, and an interpreter of flow tables with the underlay between
        library("PolicyMeaning", ["Policy", "NetworkTypes"]),
        library("SimulatedNetwork", ["OpenFlow", "NetworkTypes"]),
        library(
            "Tracing",
            [
                "SimulatedNetwork", "PolicyMeaning", "Compiler", "Pipeline", "Topology", "Policy", "OpenFlow",
                "NetworkTypes",
            ]),
        // Switches that are not there
        library("SimulatedHosts", ["SimulatedNetwork", "OpenFlow", "OVSDB", "JSON", "NetworkTypes"]),
        // Shell: one C library each
        .systemLibrary(name: "CMalloc"),
        debian("CUV", pkgConfig: "libuv", package: "libuv1-dev"),
        debian("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
        debian("CYAML", pkgConfig: "yaml-0.1", package: "libyaml-dev"),
        debian("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
        debian("COpenSSL", pkgConfig: "openssl", package: "libssl-dev"),
        debian("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
        library("Observability", ["JSON"]),
        library("CommandLine", ["JSON"]),
        library("TLS", ["COpenSSL"]),
        library("EventLoop", ["CUV", "TLS", "NetworkTypes"]),
        library("Sessions", ["EventLoop", "TLS", "OpenFlow", "OVSDB", "NetworkTypes"]),
        // Simulated hosts on real sockets
        library("Fleet", ["SimulatedHosts", "EventLoop", "OpenFlow", "OVSDB", "NetworkTypes"]),
        library("Store", ["CSQLite"]),
        library("HTTPServer", ["CMicroHTTPD"]),
        library("HTTPClient", ["CCurl"]),
        library("PolicyFiles", ["CYAML", "Policy"]),
        library(
            "Northbound",
            [
                "Tracing", "Controller", "Compiler", "Pipeline", "Topology", "Policy", "PolicyFiles", "OpenFlow",
                "JSON", "NetworkTypes",
            ]),
        library("WeftCLI", ["HTTPClient", "TLS", "CommandLine", "OpenFlow", "JSON", "Wire"]),
        library("Lab", ["TLS", "NetworkTypes", "JSON"]),
        // Programs: wiring only
        program(
            "weftd",
            [
                "Controller", "Northbound", "Sessions", "EventLoop", "TLS", "Store", "HTTPServer", "PolicyFiles",
                "Observability",
                "CommandLine", "Policy", "Topology", "CMalloc", "JSON", "NetworkTypes", "OpenFlow", "OVSDB",
            ]),
        program("weft", ["WeftCLI"]),
        program("weft-lab", ["Lab", "CommandLine", "JSON", "NetworkTypes"]),
        library(
            "Bench",
            [
                "Lab", "Fleet", "SimulatedHosts", "HTTPClient", "CommandLine", "Compiler", "Topology", "OpenFlow",
                "OVSDB", "JSON", "NetworkTypes", "Wire", "CMalloc",
            ]),
        // An allocator that counts, for this program and the one that feeds decoders
        .target(name: "CAllocationCount"),
        program("weft-bench", ["Bench", "CommandLine", "CAllocationCount"]),
        // Test support: which test shows which row of the attack table
        .target(name: "AttackTable", path: "Tests/AttackTable", swiftSettings: strict),
        // Tests, one target a library, and the scenarios on real Open vSwitch
        .target(
            name: "TestSupport", dependencies: ["NetworkTypes", "OpenFlow", "JSON"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("Wire"),
        tests("NetworkTypes"),
        tests("JSON"),
        tests("OpenFlow", ["Wire", "NetworkTypes", "JSON", "TestSupport"]),
        tests("OVSDB", ["AttackTable", "JSON", "NetworkTypes"]),
        tests("Packets", ["Wire", "NetworkTypes"]),
        tests("Topology", ["NetworkTypes", "TestSupport"]),
        tests("Policy", ["NetworkTypes", "PolicyFiles", "TestSupport"]),
        tests("Pipeline", ["OpenFlow", "NetworkTypes"]),
        tests("Compiler", ["Topology", "Policy", "Pipeline", "OpenFlow", "NetworkTypes", "TestSupport"]),
        tests("SimulatedNetwork", ["OpenFlow", "NetworkTypes", "TestSupport"]),
        tests("SimulatedHosts", ["SimulatedNetwork", "OpenFlow", "OVSDB", "JSON", "NetworkTypes", "TestSupport"]),
        tests("Fleet", ["SimulatedHosts", "JSON", "NetworkTypes"]),
        tests("PolicyMeaning", ["Policy", "PolicyFiles", "NetworkTypes", "TestSupport"]),
        tests(
            "Tracing",
            [
                "SimulatedNetwork", "PolicyMeaning", "Controller", "Compiler", "Pipeline", "Topology", "Policy",
                "PolicyFiles", "OpenFlow", "NetworkTypes", "TestSupport",
            ]),
        // Compiled tables against the meaning of the documents, and against real Open vSwitch
        .testTarget(
            name: "MeaningTests",
            dependencies: [
                "Tracing", "SimulatedNetwork", "PolicyMeaning", "Controller", "Compiler", "Pipeline", "Topology",
                "Policy", "PolicyFiles", "OpenFlow", "JSON", "NetworkTypes", "TestSupport",
            ], swiftSettings: strict),
        tests(
            "Controller",
            [
                "Compiler", "Pipeline", "Topology", "Policy", "PolicyFiles", "OpenFlow", "OVSDB", "JSON",
                "NetworkTypes", "TestSupport", "AttackTable",
            ]),
        tests("Observability", ["JSON"]),
        tests("CommandLine", ["JSON"]),
        tests("TLS"),
        tests("EventLoop", ["TLS", "NetworkTypes"]),
        tests("Sessions", ["AttackTable", "EventLoop", "TLS", "OpenFlow", "OVSDB", "NetworkTypes", "JSON"]),
        tests("Store", ["AttackTable"]),
        tests("HTTPServer", ["HTTPClient"]),
        tests("PolicyFiles", ["Policy"]),
        tests(
            "Northbound",
            [
                "Controller", "Compiler", "Pipeline", "Topology", "Policy", "PolicyFiles", "OpenFlow", "OVSDB", "JSON",
                "NetworkTypes",
            ]),
        tests("WeftCLI", ["TLS", "HTTPClient", "HTTPServer", "CommandLine", "OpenFlow", "JSON"]),
        tests("Lab", ["NetworkTypes", "JSON"]),
        tests("weftd", ["AttackTable", "NetworkTypes"]),
        // weftd's core and sessions with simulated hosts, under a virtual clock
        .testTarget(
            name: "VirtualFleetTests",
            dependencies: [
                "weftd", "Controller", "Sessions", "SimulatedHosts", "SimulatedNetwork", "Compiler", "Topology",
                "Policy",
                "PolicyFiles", "EventLoop", "TLS", "OpenFlow", "OVSDB", "NetworkTypes", "TestSupport",
            ], swiftSettings: strict),
        tests(
            "Bench",
            [
                "Lab", "Fleet", "SimulatedHosts", "CommandLine", "Topology", "OpenFlow", "OVSDB", "JSON",
                "NetworkTypes",
            ]),
        .executableTarget(
            name: "weft-fuzz",
            // With all that is within what it holds: a program is not built anew when only the size of that changes.
            dependencies: [
                "Northbound", "Controller", "Policy", "PolicyFiles", "OpenFlow", "OVSDB", "Packets", "JSON",
                "NetworkTypes", "Wire", "TestSupport", "Topology", "Compiler", "Pipeline", "Tracing",
                "SimulatedNetwork", "PolicyMeaning", "CAllocationCount",
            ], path: "Tests/Fuzzer", swiftSettings: strict),
        // Not on the program, which it finds beside itself: that brings its own allocator.
        .testTarget(
            name: "FuzzTests", dependencies: ["AttackTable"], path: "Tests/FuzzTests", exclude: ["Corpus"],
            swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests",
            dependencies: [
                "AttackTable", "Lab", "TLS", "JSON", "NetworkTypes", "OpenFlow", "Policy", "PolicyFiles",
                "PolicyMeaning",
                "TestSupport",
            ],
            swiftSettings: strict),
    ]
)
