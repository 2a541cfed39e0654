let usage = """
    weft-lab: hosts with Open vSwitch and VMs as network namespaces on this machine (needs root)

      up FILE | up --hosts N [--vms M] [--dummy] [--join listen|dial] [--manager TARGET] [--ssl DIR]
                                    make the lab, or add what it lacks
      down                          remove the lab with everything in it
      status [-o table|json]        what there is and what runs
      exec ctl|HOST|VM -- COMMAND   run a command there; its exit status is ours
      add-host NAME                 one more host
      del-host NAME                 remove a host, and its VMs with it
      add-vm HOST NAME --address CIDR… [--mac MAC] [--gateway IP…] [--index N] [--iface-id ID] [--tenant T]
      del-vm NAME
      move-vm VM HOST               live migration: same port identity, MAC and addresses
      kill HOST ovs-vswitchd|ovsdb-server
      restart HOST ovs-vswitchd|ovsdb-server
      partition HOST on|off         cut the host off the controller, or join it again
      ping-matrix [-o table|json] [--count 1] [--timeout 1]
                                    every VM to every address; exit 1 unless all is as tenants should have it
      list                          labs on this machine

    --lab NAME or WEFT_LAB chooses the lab (default: weft). Repeating a command changes nothing.
    The controller is 172.30.0.1 in node ctl; a host joins it on tcp port 6640, or with --join dial listens there itself.
    With --ssl DIR over TLS: DIR is that of `weft pki`, and what it lacks is made.
    FILE is JSON:
      { "hosts": [{"name": "kvm1"}],
        "vms": [{"name": "web1", "host": "kvm1", "mac": "52:54:00:00:00:01", "addresses": ["10.0.0.11/24"],
                 "gateway": "10.0.0.1", "tenant": "acme", "index": 0, "interfaceID": "ID"}],
        "datapath": "userspace", "join": "listen", "manager": "tcp:172.30.0.1:6640", "ssl": "DIR" }
    Exit codes: 0 ok, 1 negative answer or failure, 2 usage, 3 invalid file or name, 4 conflict, 5 not found.
    """
