package lan

import "time"

// Protocol names the streams that a host opens and serves. What is said on them is drawn in the
// SPEC.md of the room above.
const Protocol = "/foirail/sync/0"

// Service is what a node is found by on the local network.
const Service = "_foirail._udp"

// Port is where a node listens when it was not told, for TCP and for UDP.
const Port = 4450

// How much a host takes in. The figures fit a market of fifty nodes on a machine of 512 MB.
const (
	maxStatic     = 64  // peers named by hand
	maxFound      = 256 // peers found by mDNS, of every community
	maxStreams    = 2   // streams that one peer may have open with us
	maxAddrs      = 16  // addresses kept of one peer
	maxInterfaces = 16  // network interfaces that we announce and ask on
	maxAnswers    = 128 // answers taken in of one question

	maxAddress  = 512 // bytes of an address that a person wrote
	maxTag      = 64  // bytes of a community's tag
	maxTXT      = 255 // bytes of one text of an mDNS answer, by RFC 6763
	maxTexts    = 32  // texts of one answer
	maxTextSum  = 900 // bytes of all texts that we announce, so that an answer fits one packet
	maxResolved = 8   // addresses that a name may stand for
)

// Limits of libp2p: connections are trimmed to lowWater when there are more than highWater.
const (
	lowWater     = 64
	highWater    = 96
	maxConns     = 160
	maxMemory    = 32 << 20 // bytes that connections and streams may reserve in all
	hostConns    = 32       // from one IP address: several nodes may stand behind it
	peerConns    = 8
	peerStreams  = 32 // identify, ping and ours, both ways
	peerMemory   = 4 << 20
	streamWindow = 1 << 20 // bytes on their way in one TCP stream: four of the longest messages
)

// Patience. What is half open is noticed by QUIC after 30 seconds of silence or a little more, and by yamux over
// TCP when a beat is not answered.
const (
	dialPatience  = 10 * time.Second // for a connection, and again for a stream on it
	probePatience = 3 * time.Second  // for the answer of a peer that may have gone
	namePatience  = 5 * time.Second  // for the address behind a name
	beat          = 10 * time.Second // between two yamux keepalives
	beatAnswer    = 10 * time.Second

	firstRetry = time.Second // doubles up to lastRetry
	lastRetry  = time.Minute
	settled    = 30 * time.Second // a stream that lived so long makes the next retry a first one
	courtesy   = 400 * time.Millisecond
	together   = 5 * time.Second // two streams opened within it were opened at once

	watchEvery = 2 * time.Second // between two looks at the interfaces
	firstAsk   = 300 * time.Millisecond
	laterAsk   = time.Second // for the answers to one question
	slowAsk    = 5 * time.Second
	slowestAsk = time.Minute
	forgetFind = 10 * time.Minute // after which a peer that nobody announces is forgotten
)
