package lan

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/mdns"
)

// ask puts the question who is there on every interface, once over IPv4 and once over IPv6, and
// gathers what is answered in time. The two go apart because the library gives up on the second
// when it cannot send the first.
func (h *Host) ask(ctx context.Context, faces []face, patience time.Duration) []card {
	var mu sync.Mutex // guards found
	var found []card
	var failed, asked int
	var why error
	var all sync.WaitGroup
	for _, f := range faces {
		for _, v4 := range []bool{true, false} {
			if !f.has(v4) {
				continue
			}
			asked++
			all.Go(func() {
				cards, err := h.askOn(ctx, f, v4, patience)
				mu.Lock()
				defer mu.Unlock()
				found = append(found, cards...)
				if err != nil {
					failed, why = failed+1, fmt.Errorf("asking on %s: %w", f.Name, err)
				}
			})
		}
	}
	all.Wait()
	h.hindered(asked > 0 && failed == asked, why)
	return h.others(found)
}

// askOn asks on one interface. The answers are read when the question is over, since until then
// the library goes on writing into those it has handed out.
func (h *Host) askOn(ctx context.Context, f face, v4 bool, patience time.Duration) ([]card, error) {
	answers := make(chan *mdns.ServiceEntry, maxAnswers)
	err := mdns.QueryContext(ctx, &mdns.QueryParam{
		Service: Service, Domain: strings.Trim(domain, "."), Timeout: patience, Interface: &f.Interface,
		Entries: answers, DisableIPv4: !v4, DisableIPv6: v4, Logger: quietLog(h.log),
	})
	close(answers)
	var out []card
	for e := range answers {
		if c, err := parseEntry(e); err == nil {
			out = append(out, c)
		}
	}
	return out, err
}

// hindered says, once each time it begins, that no question can be put. Over IPv4 the library needs
// a route that covers 224.0.0.251, if only a default route; over IPv6 it needs none.
func (h *Host) hindered(now bool, why error) {
	if now && !h.mute {
		h.log.Warn("other nodes cannot be looked for: IPv6, or a route for 224.0.0.0/4, is missing", "err", why)
	}
	h.mute = now
}

// parseEntry reads one answer. Whoever announces no address in his texts is looked for where his
// host name is.
func parseEntry(e *mdns.ServiceEntry) (card, error) {
	if !strings.HasSuffix(e.Name, "."+Service+"."+domain) {
		return card{}, ErrCard
	}
	c, err := parseCard(e.InfoFields)
	if err != nil || len(c.addrs) > 0 || e.Port < 1 || e.Port > 65535 {
		return c, err
	}
	if ip, ok := netip.AddrFromSlice(e.AddrV4); ok {
		c.addrs = append(c.addrs, quicAddr(ip, uint16(e.Port)), tcpAddr(ip, uint16(e.Port)))
	} else if e.AddrV6IPAddr != nil {
		if ip, ok := netip.AddrFromSlice(e.AddrV6IPAddr.IP); ok {
			c.addrs = append(c.addrs, quicAddr(ip, uint16(e.Port)), tcpAddr(ip, uint16(e.Port)))
		}
	}
	for _, a := range c.addrs {
		if !callable(a) {
			return card{}, ErrCard
		}
	}
	return c, nil
}

// others keeps one card of each other node, the one that names most addresses.
func (h *Host) others(found []card) []card {
	var out []card
	for _, c := range found {
		if c.id == h.id {
			continue
		}
		i := slices.IndexFunc(out, func(o card) bool { return o.id == c.id })
		switch {
		case i < 0:
			out = append(out, c)
		case len(c.addrs) > len(out[i].addrs):
			out[i] = c
		}
	}
	return out
}

// sight takes in what one round of questions found. A peer that was not there in the round before
// is dialled at once, or asked whether it is still the same when there is a stream with it.
func (h *Host) sight(round int, found []card) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.running {
		return
	}
	for _, c := range found {
		if t := h.found(c); t != nil {
			again := t.round < round-1
			t.round, t.lastSeen = round, time.Now()
			if again {
				h.stir(t)
			}
		}
	}
	h.forgetSince(time.Now().Add(-forgetFind))
}

// stir tries a target now: a stream with it is asked whether it lives. h.mu is held.
func (h *Host) stir(t *target) {
	if id := t.id; len(h.open[id]) > 0 {
		h.spawn(func(ctx context.Context) { h.stack.probe(ctx, id) })
	}
	t.nudge()
}

// found is the target that a card is of, made now if need be; nil when there are too many, or the
// card is of another community. What a person said of a peer stays beside what the card says.
// h.mu is held.
func (h *Host) found(c card) *target {
	heard := 0
	for _, t := range h.targets {
		switch {
		case t.how == ByHand && t.id == c.id:
			t.join(c.addrs)
			return t
		case t.how == ByMDNS && t.id == c.id:
			t.addrs = c.addrs
			return h.suited(t, c.tag)
		case t.how == ByMDNS:
			heard++
		}
	}
	if heard >= maxFound {
		return nil
	}
	t := newTarget(place{text: instance(c.id.String()), id: c.id, addrs: c.addrs}, ByMDNS)
	t.lastSeen = time.Now()
	h.targets = append(h.targets, t)
	return h.suited(t, c.tag)
}

// suited starts to look after a target of our community. One of another is kept for people to see.
// h.mu is held.
func (h *Host) suited(t *target, tag string) *target {
	if tag != h.tag {
		t.lastSeen = time.Now()
		t.err = ErrOtherTag
		return nil
	}
	if !t.pursued {
		t.err = nil
		h.pursue(t)
	}
	return t
}

// forgetSince lets go of peers that have not announced themselves for long. h.mu is held.
func (h *Host) forgetSince(when time.Time) {
	h.targets = slices.DeleteFunc(h.targets, func(t *target) bool {
		old := t.how == ByMDNS && t.lastSeen.Before(when) && len(h.open[t.id]) == 0
		if old {
			t.drop()
		}
		return old
	})
}

// seek asks who is there for as long as ctx lasts. news brings the interfaces, and again when they
// have changed.
func (h *Host) seek(ctx context.Context, news <-chan []face) {
	var here []face
	patience, pace := firstAsk, firstRetry
	for round := 1; ; round++ {
		found := h.ask(ctx, here, patience)
		h.sight(round, found)
		timer := time.NewTimer(pace)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case here = <-news:
			timer.Stop()
			patience, pace = firstAsk, firstRetry
		case <-timer.C:
			patience, pace = laterAsk, min(2*pace, slowest(len(found)))
		}
	}
}

// slowest is the pace of a quiet time: every node that is heard costs an answer, so a large market
// asks less often.
func slowest(heard int) time.Duration {
	return min(max(slowAsk, time.Duration(heard)*time.Second), slowestAsk)
}
