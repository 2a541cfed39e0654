"""How fast os-ken writes and reads the flow_mod that weft-bench measures: four fields, two actions, OpenFlow 1.5.

Prints one line of JSON: messages a second.
"""

import json
import time

from os_ken.ofproto import ofproto_parser
from os_ken.ofproto import ofproto_v1_5 as protocol
from os_ken.ofproto import ofproto_v1_5_parser as parser


class Datapath:
    ofproto = protocol
    ofproto_parser = parser
    id = 1


def encode(number):
    match = parser.OFPMatch(
        metadata=10_000 + number, eth_type=0x0800, ipv4_src=0x0A000000 | number, ipv4_dst=0x0A010000 | number
    )
    actions = [parser.OFPActionSetField(eth_dst=f"52:54:00:00:00:{number:02x}"), parser.OFPActionOutput(number + 1)]
    instructions = [parser.OFPInstructionActions(protocol.OFPIT_APPLY_ACTIONS, actions)]
    message = parser.OFPFlowMod(
        Datapath, cookie=0x700 | number, table_id=70, priority=100, match=match, instructions=instructions
    )
    message.xid = number
    message.serialize()
    return bytes(message.buf)


def decode(frame):
    return ofproto_parser.msg(Datapath, *ofproto_parser.header(frame), frame)


def best_rate(run, arguments, rounds=5, seconds=0.3):
    best = 0.0
    for _ in range(rounds):
        start = time.perf_counter()
        count = 0
        while time.perf_counter() - start < seconds:
            for argument in arguments:
                run(argument)
            count += len(arguments)
        best = max(best, count / (time.perf_counter() - start))
    return best


frames = [encode(number) for number in range(64)]
print(json.dumps({"encode": best_rate(encode, range(64)), "decode": best_rate(decode, frames)}))
