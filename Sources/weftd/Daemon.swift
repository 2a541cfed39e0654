import Controller
import Dispatch
import EventLoop
import Glibc
import HTTPServer
import Northbound
import OVSDB
import Observability
import Policy
import Sessions
import Store
import Synchronization
import TLS
import Topology

/// The parts of the daemon and how they are joined.
final class Daemon: Sendable {
    private let settings: Settings
    private let logger: Logger
    private let service: ServiceManager
    private let store: SQLiteStore
    private let loop = EventLoop(name: "weft-loop")
    private let southbound: Southbound
    private let certificates: Certificates
    private let core = CoreThread()
    private let api: APIService
    private let memory = MemoryKeeper()
    private let expiry = Mutex(ExpiryWatch())

    init(_ settings: Settings, environment: [String: String]) throws {
        self.settings = settings
        logger = Logger(component: "weftd", level: settings.logLevel, sink: .standardError(environment: environment))
        service = ServiceManager(environment: environment)
        do {
            try Files.makeDirectory(settings.stateDirectory, mode: 0o700)
        } catch {
            throw StartError("state", "\(settings.stateDirectory) cannot be made: \(error)")
        }
        let disk = try DiskFault.fromEnvironment()
        do {
            store = try SQLiteStore(directory: settings.stateDirectory, disk: disk) { stage in
                switch stage {
                case .written: FaultPoint.reach(.beforeSync)
                case .durable: FaultPoint.reach(.afterSync)
                }
            }
        } catch {
            throw StartError("state", "\(error)", hint: error.hint)
        }
        var database = OVSDBClient.Configuration(monitored: OpenVSwitch.monitored)
        database.minimumSchemaVersion = SchemaVersion(8, 0, 0)
        // A host with a thousand ports sends about two; while a message is read, the loop serves nobody else.
        database.maximumMessageBytes = 16 << 20
        certificates = Certificates(settings)
        var configuration = SouthboundConfiguration(database: database, backoffSeed: .random(in: .min ... .max))
        configuration.tls = certificates.credentials
        southbound = Southbound(loop: loop, configuration: configuration) { [core] in
            if $0.contains(where: \.isProgrammed) { FaultPoint.reach(.betweenBundles) }
            core.postFromHosts(SouthboundBridge.events($0))
        }
        api = APIService(core: core, store: store, version: Weftd.version)
    }

    /// Loads and compiles what is stored; only then listens. What cannot work is found before anything is begun; when it
    /// throws, no thread of the daemon is left.
    func start() throws {
        do {
            let context = settings.needsTLS ? try certificates.check() : nil
            let stored = try Persistence.load(store)
            var configuration = Controller.Configuration(controllerTarget: settings.controllerTarget)
            if let period = try CheckPeriod.fromEnvironment() { configuration.checkPeriod = period }
            let controller: Controller
            do {
                controller = try Controller(configuration: configuration, stored: stored)
            } catch {
                throw StartError("state", "the stored documents do not hold for this version:\n\(error)")
            }
            try beginTerm(stored)
            try loop.start()
            try serve(controller, context)
            service.notify("READY=1\nSTATUS=serving")
            logger.info(
                "weftd is ready", ["revision": .of(stored.revision), "target": .of(settings.controllerTarget)])
        } catch {
            store.close()
            throw error
        }
    }

    /// The loop runs.
    private func serve(_ controller: sending Controller, _ context: TLSContext?) throws {
        do {
            try core.start(controller) { [self] in perform($0) }
            try listen(context)
            try api.listen(on: settings.api)
            memory.start()
            checkExpiry()
        } catch {
            stopServing()
            throw error
        }
    }

    /// Returns when the daemon is to stop.
    func wait(for signals: SignalWaiter) {
        let seconds = service.watchdogInterval.map { max(1, Int($0.components.seconds / 2)) } ?? 60
        while true {
            switch signals.wait(atMost: seconds) {
            case .stop: return
            case .reload: reload()
            case .timeout:
                // Only a core that answers feeds the watchdog.
                core.ask(.snapshot) { [service] _ in service.notify("WATCHDOG=1") }
                checkExpiry()
            }
        }
    }

    func stop() {
        service.notify("STOPPING=1")
        logger.info("weftd stops; the data plane goes on")
        stopServing()
        store.close()
    }

    private func stopServing() {
        api.stop()
        memory.stop()
        southbound.stop()
        loop.stop()
        core.stop()
    }

    /// Keys, certificates and the revocation list are read again; sessions go on, but for those whose peer they refuse.
    private func reload() {
        do throws(TLSError) {
            let context = try certificates.credentials.reload()
            logger.info("Keys and certificates were read again", ["certificate": .of(context.identity)])
            for warning in context.warnings {
                logger.warning("Something is to be done about keys", ["detail": .text(warning)])
            }
            core.post([
                .certificatesRead(isInForce: true, detail: "keys and certificates were read again: \(context.identity)")
            ])
            southbound.recheckCertificates()
            checkExpiry()
        } catch {
            // Without TLS there is nothing to read, and nobody misses it.
            guard settings.needsTLS || error.code != .missing else {
                return logger.info("Nothing needs a reload; documents are applied with weft")
            }
            core.post([
                .certificatesRead(isInForce: false, detail: "the old keys and certificates stay in force: \(error)")
            ])
        }
    }

    /// Tells of certificates in use that run out; each warning once.
    private func checkExpiry() {
        guard let context = try? certificates.credentials.context() else { return }
        let details = expiry.withLock { $0.check(context, now: Int64(time(nil))) }
        core.post(details.map { .certificateExpires(detail: $0) })
    }

    private func beginTerm(_ stored: StoredState) throws {
        let done = DispatchSemaphore(value: 0)
        let failure = Box<StoreError>()
        Persistence.beginTerm(after: stored, store) { result in
            if case .failure(let error) = result { failure.value = error }
            done.signal()
        }
        done.wait()
        if let error = failure.value { throw StartError("state", "\(error)") }
    }

    private func listen(_ context: TLSContext?) throws {
        if let context {
            logger.info("Hosts are served over TLS", ["certificate": .of(context.identity)])
            for warning in context.warnings {
                logger.warning("Something is to be done about keys", ["detail": .text(warning)])
            }
        }
        do throws(EventLoopError) {
            try southbound.listenDatabases(on: settings.database)
            try southbound.listenSwitches(on: settings.openFlow)
        } catch {
            throw StartError("listen", error.message)
        }
        warnOfClearText("ovsdb", settings.database)
        warnOfClearText("openflow", settings.openFlow)
    }

    private func warnOfClearText(_ listener: String, _ address: SocketAddress) {
        guard !address.isTLS else { return }
        let values: [String: LogValue] = ["listener": .text(listener), "address": .of(address)]
        logger.warning("Hosts are served in clear text: whoever reaches this address can pretend to be one", values)
    }

    // MARK: Effects

    /// Carries out what the core wants, in its order; commands for sessions go to the loop in one piece.
    private func perform(_ effects: [Effect]) {
        var commands: [SouthboundCommand] = []
        for effect in effects {
            switch effect {
            case .database(let session, let command): commands.append(SouthboundBridge.command(session, command))
            case .openFlow(let session, let command): commands.append(SouthboundBridge.command(session, command))
            case .dial(let addresses): dial(addresses)
            case .store(let write, let token): commit(write, token)
            case .reply(let id, let response): core.answer(id, response)
            case .log(let record): log(record)
            }
        }
        if FaultPoint.isNext(.betweenHosts) { stopBetweenHosts(commands) }
        southbound.perform(commands)
        // Reads alone, such as those of a watch, leave nothing behind.
        if !commands.isEmpty { memory.note() }
    }

    /// When this is the part of a change that goes to several hosts, sends it to the first of them only.
    private func stopBetweenHosts(_ commands: [SouthboundCommand]) {
        let programmed = commands.filter { if case .program = $0 { true } else { false } }
        guard let first = programmed.first?.session, programmed.contains(where: { $0.session != first }) else { return }
        southbound.perform(commands.filter { $0.session == first })
        usleep(200_000)
        FaultPoint.reach(.betweenHosts)
    }

    private func dial(_ addresses: [HostID: String]) {
        var parsed: [String: SocketAddress] = [:]
        for (host, text) in addresses {
            do throws(SocketAddressError) {
                parsed[host.name] = try SocketAddress(openVSwitch: text)
            } catch {
                core.post([.dialFailed(host, reason: "\(error)")])
            }
        }
        southbound.setDialled(parsed)
    }

    private func commit(_ write: StoreWrite, _ token: UInt64) {
        store.commit(Persistence.batch(write)) { [core] result in
            switch result {
            case .success: core.post([.stored(token: token, failure: nil)])
            case .failure(let error): core.post([.stored(token: token, failure: "\(error)")])
            }
        }
    }

    private func log(_ record: LogEntry) {
        let level: LogLevel =
            switch record.level {
            case .debug: .debug
            case .info: .info
            case .warning: .warning
            case .error: .error
            }
        logger.relay(level, record.message, record.values.mapValues { LogValue.text($0) })
    }
}
