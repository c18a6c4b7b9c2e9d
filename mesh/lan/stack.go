package lan

import (
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/event"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/sec"
	blankhost "github.com/libp2p/go-libp2p/p2p/host/blank"
	"github.com/libp2p/go-libp2p/p2p/host/eventbus"
	"github.com/libp2p/go-libp2p/p2p/host/peerstore/pstoremem"
	rcmgr "github.com/libp2p/go-libp2p/p2p/host/resource-manager"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/net/connmgr"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	"github.com/libp2p/go-libp2p/p2p/net/upgrader"
	"github.com/libp2p/go-libp2p/p2p/protocol/identify"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	quic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/quicreuse"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/libp2p/go-libp2p/x/rate"
)

// stack is the part of libp2p that we need, put together by hand: its own constructor links every
// transport there is, and starts what a market without Internet has no use for.
type stack struct {
	*blankhost.BlankHost
	swarm   *swarm.Swarm
	bus     event.Bus
	closers []func() error // in the order in which they were opened
}

// newStack makes a host that does not listen yet.
func newStack(seed [32]byte) (*stack, error) {
	key, err := peerKey(seed)
	if err != nil {
		return nil, err
	}
	s := new(stack)
	if err := s.assemble(seed, key); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *stack) assemble(seed [32]byte, key crypto.PrivKey) error {
	limits, err := newLimits()
	if err != nil {
		return fmt.Errorf("limiting resources: %w", err)
	}
	s.closers = append(s.closers, limits.Close)
	if err := s.openSwarm(key, limits); err != nil {
		return err
	}
	if err := s.addTCP(key, limits); err != nil {
		return fmt.Errorf("opening TCP: %w", err)
	}
	if err := s.addQUIC(seed, key, limits); err != nil {
		return fmt.Errorf("opening QUIC: %w", err)
	}
	return s.openHost()
}

// close ends everything, the last opened first.
func (s *stack) close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}

func peerKey(seed [32]byte) (crypto.PrivKey, error) {
	key, err := crypto.UnmarshalEd25519PrivateKey(ed25519.NewKeyFromSeed(seed[:]))
	if err != nil {
		return nil, fmt.Errorf("making the peer key: %w", err)
	}
	return key, nil
}

func (s *stack) openSwarm(key crypto.PrivKey, limits network.ResourceManager) error {
	id, err := peer.IDFromPrivateKey(key)
	if err != nil {
		return fmt.Errorf("naming the peer: %w", err)
	}
	book, err := pstoremem.NewPeerstore()
	if err != nil {
		return fmt.Errorf("opening the address book: %w", err)
	}
	s.closers = append(s.closers, book.Close)
	if err := book.AddPrivKey(id, key); err != nil {
		return fmt.Errorf("keeping the peer key: %w", err)
	}
	s.bus = eventbus.NewBus()
	s.swarm, err = swarm.NewSwarm(id, book, s.bus,
		swarm.WithResourceManager(limits),
		swarm.WithDialTimeout(dialPatience),
		swarm.WithDialTimeoutLocal(dialPatience/2),
		// These two learn from failures that there is no road. Here the road comes back.
		swarm.WithUDPBlackHoleSuccessCounter(nil),
		swarm.WithIPv6BlackHoleSuccessCounter(nil))
	if err != nil {
		return fmt.Errorf("opening the swarm: %w", err)
	}
	s.closers = append(s.closers, s.swarm.Close)
	return nil
}

// addTCP speaks noise and yamux over TCP. The port is never shared with another process, else a
// second node on one machine would take half of the first one's callers.
func (s *stack) addTCP(key crypto.PrivKey, limits network.ResourceManager) error {
	muxer := *yamux.DefaultTransport
	muxer.MaxStreamWindowSize = streamWindow
	muxer.KeepAliveInterval = beat
	muxer.ConnectionWriteTimeout = beatAnswer
	muxers := []upgrader.StreamMuxer{{ID: yamux.ID, Muxer: &muxer}}
	secure, err := noise.New(noise.ID, key, muxers)
	if err != nil {
		return err
	}
	up, err := upgrader.New([]sec.SecureTransport{secure}, muxers, nil, limits, nil)
	if err != nil {
		return err
	}
	transport, err := tcp.NewTCPTransport(up, limits, nil,
		tcp.DisableReuseport(), tcp.WithConnectionTimeout(dialPatience/2))
	if err != nil {
		return err
	}
	return s.swarm.AddTransport(transport)
}

// addQUIC speaks QUIC version 1. Its reset key comes from the seed: a node that was restarted can
// tell its old callers at once that their connection is gone.
func (s *stack) addQUIC(seed [32]byte, key crypto.PrivKey, limits network.ResourceManager) error {
	reset, err := derive(seed, "foirail peer quic reset")
	if err != nil {
		return err
	}
	token, err := derive(seed, "foirail peer quic token")
	if err != nil {
		return err
	}
	manager, err := quicreuse.NewConnManager(reset, token, quicreuse.VerifySourceAddress(limits.VerifySourceAddress))
	if err != nil {
		return err
	}
	transport, err := quic.NewTransport(key, manager, nil, nil, limits)
	if err != nil {
		return errors.Join(err, manager.Close())
	}
	// The sockets are closed last: the swarm says goodbye on them.
	s.closers = append([]func() error{manager.Close}, s.closers...)
	return s.swarm.AddTransport(transport)
}

func derive(seed [32]byte, purpose string) ([32]byte, error) {
	key, err := hkdf.Key(sha256.New, seed[:], nil, purpose, 32)
	if err != nil {
		return [32]byte{}, fmt.Errorf("deriving the %s key: %w", purpose, err)
	}
	return [32]byte(key), nil
}

// openHost answers on streams: identify, which peers in other languages ask for, ping, and ours.
func (s *stack) openHost() error {
	trim, err := connmgr.NewConnManager(lowWater, highWater, connmgr.WithGracePeriod(30*time.Second))
	if err != nil {
		return fmt.Errorf("opening the connection manager: %w", err)
	}
	s.closers = append(s.closers, trim.Close)
	s.BlankHost = blankhost.NewBlankHost(s.swarm,
		blankhost.WithConnectionManager(trim), blankhost.WithEventBus(s.bus))
	if s.BlankHost == nil {
		return errors.New("opening the host")
	}
	s.swarm.SetStreamHandler(s.negotiate)
	who, err := identify.NewIDService(s, identify.DisableSignedPeerRecord(),
		identify.UserAgent("foirail"), identify.WithTimeout(dialPatience))
	if err != nil {
		return fmt.Errorf("opening identify: %w", err)
	}
	s.closers = append(s.closers, who.Close)
	who.Start()
	ping.NewPingService(s)
	return nil
}

// negotiate agrees on the protocol of a stream that a peer opened, within a bounded time: a peer
// that opens streams and says nothing must not use them up.
func (s *stack) negotiate(stream network.Stream) {
	_ = stream.SetDeadline(time.Now().Add(dialPatience))
	protocol, handle, err := s.Mux().Negotiate(stream)
	if err == nil {
		err = stream.SetProtocol(protocol)
	}
	if err != nil {
		_ = stream.Reset()
		return
	}
	_ = stream.SetDeadline(time.Time{})
	_ = handle(protocol, stream)
}

// open opens a stream of ours on a connection that is there, or on a new one.
func (s *stack) open(ctx context.Context, id peer.ID) (network.Stream, error) {
	// The negotiation knows no deadline, so the connection under it is closed.
	stop := context.AfterFunc(ctx, func() { _ = s.swarm.ClosePeer(id) })
	defer stop()
	stream, err := s.NewStream(ctx, id, Protocol)
	if err != nil {
		return nil, errors.Join(ctx.Err(), err)
	}
	return stream, nil
}

// newLimits bounds what peers can make a node hold.
func newLimits() (network.ResourceManager, error) {
	bound := func(conns, streams rcmgr.LimitVal, memory rcmgr.LimitVal64) rcmgr.ResourceLimits {
		return rcmgr.ResourceLimits{Conns: conns, FD: conns, Streams: streams, Memory: memory}
	}
	limits := rcmgr.PartialLimitConfig{
		System:      bound(maxConns, 4*maxConns, maxMemory),
		Transient:   bound(maxConns/2, maxConns, maxMemory/4),
		PeerDefault: bound(peerConns, peerStreams, peerMemory),
		Conn:        bound(1, peerStreams, peerMemory),
	}
	return rcmgr.NewResourceManager(rcmgr.NewFixedLimiter(limits.Build(rcmgr.InfiniteLimits)),
		rcmgr.WithMetricsDisabled(),
		rcmgr.WithLimitPerSubnet(
			[]rcmgr.ConnLimitPerSubnet{{PrefixLength: 32, ConnCount: hostConns}},
			[]rcmgr.ConnLimitPerSubnet{{PrefixLength: 128, ConnCount: hostConns}, {PrefixLength: 64, ConnCount: maxConns}}),
		rcmgr.WithConnRateLimiters(newRates()))
}

// newRates bounds how fast callers may come. A village has one IPv6 prefix: libp2p's own figures
// would take it for one caller.
func newRates() *rate.Limiter {
	one := rate.Limit{RPS: 1, Burst: 4 * peerConns}
	village := rate.Limit{RPS: 20, Burst: 2 * maxConns}
	return &rate.Limiter{
		NetworkPrefixLimits: []rate.PrefixLimit{
			{Prefix: netip.MustParsePrefix("127.0.0.0/8")}, {Prefix: netip.MustParsePrefix("::1/128")},
		},
		SubnetRateLimiter: rate.SubnetLimiter{
			IPv4SubnetLimits: []rate.SubnetLimit{{PrefixLength: 32, Limit: one}},
			IPv6SubnetLimits: []rate.SubnetLimit{{PrefixLength: 128, Limit: one}, {PrefixLength: 64, Limit: village}},
			GracePeriod:      time.Minute,
		},
	}
}
