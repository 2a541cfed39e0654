// Written by scripts/generate-ovsdb-columns; changes belong there.

/// The columns of Open vSwitch's database, with their types: `row[VSwitch.Bridge.name]`. ovs-vswitchd.conf.db(5)
/// says what they mean.
public enum VSwitch {
    /// The schema that these are of. An older server lacks some, a newer one has more.
    public static let schemaVersion = SchemaVersion(8, 3, 1)
    public static let database = "Open_vSwitch"

    /// Table `AutoAttach`.
    public enum AutoAttach {
        public static let table = "AutoAttach"
        public static let mappings = Column<[Int64: Int64]>("mappings")
        public static let systemDescription = Column<String>("system_description")
        public static let systemName = Column<String>("system_name")
    }

    /// Table `Bridge`.
    public enum Bridge {
        public static let table = "Bridge"
        public static let autoAttach = Column<OVSDBUUID?>("auto_attach")
        public static let controller = Column<Set<OVSDBUUID>>("controller")
        public static let datapathID = Column<String?>("datapath_id")
        public static let datapathType = Column<String>("datapath_type")
        public static let datapathVersion = Column<String>("datapath_version")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let failMode = Column<String?>("fail_mode")
        public static let floodVLANs = Column<Set<Int64>>("flood_vlans")
        public static let flowTables = Column<[Int64: OVSDBUUID]>("flow_tables")
        public static let ipfix = Column<OVSDBUUID?>("ipfix")
        public static let mcastSnoopingEnable = Column<Bool>("mcast_snooping_enable")
        public static let mirrors = Column<Set<OVSDBUUID>>("mirrors")
        public static let name = Column<String>("name")
        public static let netflow = Column<OVSDBUUID?>("netflow")
        public static let otherConfig = Column<[String: String]>("other_config")
        public static let ports = Column<Set<OVSDBUUID>>("ports")
        public static let protocols = Column<Set<String>>("protocols")
        public static let rstpEnable = Column<Bool>("rstp_enable")
        public static let rstpStatus = Column<[String: String]>("rstp_status")
        public static let sflow = Column<OVSDBUUID?>("sflow")
        public static let status = Column<[String: String]>("status")
        public static let stpEnable = Column<Bool>("stp_enable")
    }

    /// Table `CT_Timeout_Policy`.
    public enum CTTimeoutPolicy {
        public static let table = "CT_Timeout_Policy"
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let timeouts = Column<[String: Int64]>("timeouts")
    }

    /// Table `CT_Zone`.
    public enum CTZone {
        public static let table = "CT_Zone"
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let timeoutPolicy = Column<OVSDBUUID?>("timeout_policy")
    }

    /// Table `Controller`.
    public enum Controller {
        public static let table = "Controller"
        public static let connectionMode = Column<String?>("connection_mode")
        public static let controllerBurstLimit = Column<Int64?>("controller_burst_limit")
        public static let controllerQueueSize = Column<Int64?>("controller_queue_size")
        public static let controllerRateLimit = Column<Int64?>("controller_rate_limit")
        public static let enableAsyncMessages = Column<Bool?>("enable_async_messages")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let inactivityProbe = Column<Int64?>("inactivity_probe")
        public static let isConnected = Column<Bool>("is_connected")
        public static let localGateway = Column<String?>("local_gateway")
        public static let localIP = Column<String?>("local_ip")
        public static let localNetmask = Column<String?>("local_netmask")
        public static let maxBackoff = Column<Int64?>("max_backoff")
        public static let otherConfig = Column<[String: String]>("other_config")
        public static let role = Column<String?>("role")
        public static let status = Column<[String: String]>("status")
        public static let target = Column<String>("target")
        public static let type = Column<String?>("type")
    }

    /// Table `Datapath`.
    public enum Datapath {
        public static let table = "Datapath"
        public static let capabilities = Column<[String: String]>("capabilities")
        public static let ctZones = Column<[Int64: OVSDBUUID]>("ct_zones")
        public static let datapathVersion = Column<String>("datapath_version")
        public static let externalIDs = Column<[String: String]>("external_ids")
    }

    /// Table `Flow_Sample_Collector_Set`.
    public enum FlowSampleCollectorSet {
        public static let table = "Flow_Sample_Collector_Set"
        public static let bridge = Column<OVSDBUUID>("bridge")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let id = Column<Int64>("id")
        public static let ipfix = Column<OVSDBUUID?>("ipfix")
    }

    /// Table `Flow_Table`.
    public enum FlowTable {
        public static let table = "Flow_Table"
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let flowLimit = Column<Int64?>("flow_limit")
        public static let groups = Column<Set<String>>("groups")
        public static let name = Column<String?>("name")
        public static let overflowPolicy = Column<String?>("overflow_policy")
        public static let prefixes = Column<Set<String>>("prefixes")
    }

    /// Table `IPFIX`.
    public enum IPFIX {
        public static let table = "IPFIX"
        public static let cacheActiveTimeout = Column<Int64?>("cache_active_timeout")
        public static let cacheMaxFlows = Column<Int64?>("cache_max_flows")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let obsDomainID = Column<Int64?>("obs_domain_id")
        public static let obsPointID = Column<Int64?>("obs_point_id")
        public static let otherConfig = Column<[String: String]>("other_config")
        public static let sampling = Column<Int64?>("sampling")
        public static let targets = Column<Set<String>>("targets")
    }

    /// Table `Interface`.
    public enum Interface {
        public static let table = "Interface"
        public static let adminState = Column<String?>("admin_state")
        public static let bfd = Column<[String: String]>("bfd")
        public static let bfdStatus = Column<[String: String]>("bfd_status")
        public static let cfmFault = Column<Bool?>("cfm_fault")
        public static let cfmFaultStatus = Column<Set<String>>("cfm_fault_status")
        public static let cfmFlapCount = Column<Int64?>("cfm_flap_count")
        public static let cfmHealth = Column<Int64?>("cfm_health")
        public static let cfmMpid = Column<Int64?>("cfm_mpid")
        public static let cfmRemoteMpids = Column<Set<Int64>>("cfm_remote_mpids")
        public static let cfmRemoteOpstate = Column<String?>("cfm_remote_opstate")
        public static let duplex = Column<String?>("duplex")
        public static let error = Column<String?>("error")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let ifindex = Column<Int64?>("ifindex")
        public static let ingressPolicingBurst = Column<Int64>("ingress_policing_burst")
        public static let ingressPolicingKpktsBurst = Column<Int64>("ingress_policing_kpkts_burst")
        public static let ingressPolicingKpktsRate = Column<Int64>("ingress_policing_kpkts_rate")
        public static let ingressPolicingRate = Column<Int64>("ingress_policing_rate")
        public static let lacpCurrent = Column<Bool?>("lacp_current")
        public static let linkResets = Column<Int64?>("link_resets")
        public static let linkSpeed = Column<Int64?>("link_speed")
        public static let linkState = Column<String?>("link_state")
        public static let lldp = Column<[String: String]>("lldp")
        public static let mac = Column<String?>("mac")
        public static let macInUse = Column<String?>("mac_in_use")
        public static let mtu = Column<Int64?>("mtu")
        public static let mtuRequest = Column<Int64?>("mtu_request")
        public static let name = Column<String>("name")
        public static let ofport = Column<Int64?>("ofport")
        public static let ofportRequest = Column<Int64?>("ofport_request")
        public static let options = Column<[String: String]>("options")
        public static let otherConfig = Column<[String: String]>("other_config")
        public static let statistics = Column<[String: Int64]>("statistics")
        public static let status = Column<[String: String]>("status")
        public static let type = Column<String>("type")
    }

    /// Table `Manager`.
    public enum Manager {
        public static let table = "Manager"
        public static let connectionMode = Column<String?>("connection_mode")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let inactivityProbe = Column<Int64?>("inactivity_probe")
        public static let isConnected = Column<Bool>("is_connected")
        public static let maxBackoff = Column<Int64?>("max_backoff")
        public static let otherConfig = Column<[String: String]>("other_config")
        public static let status = Column<[String: String]>("status")
        public static let target = Column<String>("target")
    }

    /// Table `Mirror`.
    public enum Mirror {
        public static let table = "Mirror"
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let name = Column<String>("name")
        public static let outputPort = Column<OVSDBUUID?>("output_port")
        public static let outputVLAN = Column<Int64?>("output_vlan")
        public static let selectAll = Column<Bool>("select_all")
        public static let selectDstPort = Column<Set<OVSDBUUID>>("select_dst_port")
        public static let selectSrcPort = Column<Set<OVSDBUUID>>("select_src_port")
        public static let selectVLAN = Column<Set<Int64>>("select_vlan")
        public static let snaplen = Column<Int64?>("snaplen")
        public static let statistics = Column<[String: Int64]>("statistics")
    }

    /// Table `NetFlow`.
    public enum NetFlow {
        public static let table = "NetFlow"
        public static let activeTimeout = Column<Int64>("active_timeout")
        public static let addIDToInterface = Column<Bool>("add_id_to_interface")
        public static let engineID = Column<Int64?>("engine_id")
        public static let engineType = Column<Int64?>("engine_type")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let targets = Column<Set<String>>("targets")
    }

    /// Table `Open_vSwitch`.
    public enum OpenVSwitch {
        public static let table = "Open_vSwitch"
        public static let bridges = Column<Set<OVSDBUUID>>("bridges")
        public static let curCfg = Column<Int64>("cur_cfg")
        public static let datapathTypes = Column<Set<String>>("datapath_types")
        public static let datapaths = Column<[String: OVSDBUUID]>("datapaths")
        public static let dbVersion = Column<String?>("db_version")
        public static let dpdkInitialized = Column<Bool>("dpdk_initialized")
        public static let dpdkVersion = Column<String?>("dpdk_version")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let ifaceTypes = Column<Set<String>>("iface_types")
        public static let managerOptions = Column<Set<OVSDBUUID>>("manager_options")
        public static let nextCfg = Column<Int64>("next_cfg")
        public static let otherConfig = Column<[String: String]>("other_config")
        public static let ovsVersion = Column<String?>("ovs_version")
        public static let ssl = Column<OVSDBUUID?>("ssl")
        public static let statistics = Column<[String: String]>("statistics")
        public static let systemType = Column<String?>("system_type")
        public static let systemVersion = Column<String?>("system_version")
    }

    /// Table `Port`.
    public enum Port {
        public static let table = "Port"
        public static let bondActiveSlave = Column<String?>("bond_active_slave")
        public static let bondDowndelay = Column<Int64>("bond_downdelay")
        public static let bondFakeIface = Column<Bool>("bond_fake_iface")
        public static let bondMode = Column<String?>("bond_mode")
        public static let bondUpdelay = Column<Int64>("bond_updelay")
        public static let cvlans = Column<Set<Int64>>("cvlans")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let fakeBridge = Column<Bool>("fake_bridge")
        public static let interfaces = Column<Set<OVSDBUUID>>("interfaces")
        public static let lacp = Column<String?>("lacp")
        public static let mac = Column<String?>("mac")
        public static let name = Column<String>("name")
        public static let otherConfig = Column<[String: String]>("other_config")
        public static let protected = Column<Bool>("protected")
        public static let qos = Column<OVSDBUUID?>("qos")
        public static let rstpStatistics = Column<[String: Int64]>("rstp_statistics")
        public static let rstpStatus = Column<[String: String]>("rstp_status")
        public static let statistics = Column<[String: Int64]>("statistics")
        public static let status = Column<[String: String]>("status")
        public static let tag = Column<Int64?>("tag")
        public static let trunks = Column<Set<Int64>>("trunks")
        public static let vlanMode = Column<String?>("vlan_mode")
    }

    /// Table `QoS`.
    public enum QoS {
        public static let table = "QoS"
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let otherConfig = Column<[String: String]>("other_config")
        public static let queues = Column<[Int64: OVSDBUUID]>("queues")
        public static let type = Column<String>("type")
    }

    /// Table `Queue`.
    public enum Queue {
        public static let table = "Queue"
        public static let dscp = Column<Int64?>("dscp")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let otherConfig = Column<[String: String]>("other_config")
    }

    /// Table `SSL`.
    public enum SSL {
        public static let table = "SSL"
        public static let bootstrapCACert = Column<Bool>("bootstrap_ca_cert")
        public static let caCert = Column<String>("ca_cert")
        public static let certificate = Column<String>("certificate")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let privateKey = Column<String>("private_key")
    }

    /// Table `sFlow`.
    public enum SFlow {
        public static let table = "sFlow"
        public static let agent = Column<String?>("agent")
        public static let externalIDs = Column<[String: String]>("external_ids")
        public static let header = Column<Int64?>("header")
        public static let polling = Column<Int64?>("polling")
        public static let sampling = Column<Int64?>("sampling")
        public static let targets = Column<Set<String>>("targets")
    }
}
