package node

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"foirail/ledger"
	"foirail/ledger/duniter"
	"foirail/ledger/words"
)

// chain looks at the road to the chain: whether there is one, who answers on it, how far it was read, whether
// the stewards have agreed to the chain's rules, and what waits for somebody. Nothing of it is a failure: a node
// without a road is a node like any other.
func (d *examination) chain(ctx context.Context, n *Node) {
	if !n.synced() || n.playMoney() {
		return
	}
	settings, err := n.chainSettings()
	switch {
	case err != nil:
		d.fail("chain", err)
		return
	case len(settings.Endpoints) == 0 && n.steward() == nil:
		d.ok("chain", "")
		return
	case len(settings.Endpoints) == 0:
		d.warn("chain", problem(words.NoEndpoints, nil, "path", n.config.path(SettingsFile)))
		return
	}
	why := n.glimpse(ctx)
	d.road(n, settings, why)
	for _, e := range n.look.ends() {
		d.endpoint(n, e)
	}
	d.seenThere(n)
}

// glimpse looks whether the chain is seen now, unless somebody else is looking: then what he saw is told.
func (n *Node) glimpse(ctx context.Context) (why *Problem) {
	if !n.look.busy.TryLock() {
		_, _, why = n.look.seen()
		return why
	}
	defer n.look.busy.Unlock()
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	s, err := n.gaze(ctx)
	if err == nil {
		err = n.recall(ctx, s)
	}
	if err != nil {
		_ = errors.As(n.told(err), &why)
		return why
	}
	var status ChainStatusReply
	n.describe(&status, s)
	n.look.telling.Lock()
	defer n.look.telling.Unlock()
	n.look.last.Head, n.look.last.Runtime, n.look.upto = s.Head, s.Runtime, status.Read
	return nil
}

// road tells whether the chain is seen, and whether as many endpoints as must agree are named.
func (d *examination) road(n *Node, settings ChainSettings, why *Problem) {
	s, _, _ := n.look.seen()
	switch {
	case why != nil:
		d.warn("chain", why)
	case !settings.enough():
		d.warn("chain", problem(words.FewEndpoints, nil))
	default:
		d.ok("chain", heightName(s.Head.Number))
	}
}

// endpoint tells of one of them what its last answer was, or why there was none.
func (d *examination) endpoint(n *Node, e duniter.EndpointState) {
	if e.Err == nil {
		d.ok("endpoint", hostOf(e.URL))
		return
	}
	p := problem(words.EndpointSilent, e.Err, "name", hostOf(e.URL))
	for _, known := range []error{duniter.ErrOtherChain, duniter.ErrClock} {
		if errors.Is(e.Err, known) {
			_ = errors.As(n.told(e.Err), &p)
		}
	}
	d.warnOf("endpoint", hostOf(e.URL), p)
}

// endState is how an endpoint is, in one word for machines.
func (n *Node) endState(e duniter.EndpointState) string {
	switch {
	case errors.Is(e.Err, duniter.ErrOtherChain):
		return "other_chain"
	case errors.Is(e.Err, duniter.ErrClock):
		return "clock"
	case e.Err != nil:
		return "silent"
	case e.Answered.IsZero():
		return "unasked"
	}
	return "ok"
}

// hostOf is where an endpoint is, without what may be secret in its address.
func hostOf(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return u.Host
}

// seenThere tells what was last seen on the chain that somebody should know of.
func (d *examination) seenThere(n *Node) {
	s, w, _ := n.look.seen()
	if upto, left := n.look.cursor(); upto > 0 {
		d.ok("read", fmt.Sprintf("%d / %d", upto, upto+left))
	}
	var agreed uint32
	n.book.View(func(state *ledger.State) { agreed = agreedVersion(state, n.home) })
	switch {
	case s.Runtime == nil:
	case agreed != 0 && agreed != s.Runtime.TxVersion:
		d.warnOf("runtime", fmt.Sprintf("%d, %d", s.Runtime.TxVersion, agreed), problem(words.OtherRuntime, nil))
	default:
		d.ok("runtime", fmt.Sprintf("%d, %d", s.Runtime.SpecVersion, s.Runtime.TxVersion))
	}
	if w != nil && w.needed() > 0 {
		value := fmt.Sprintf("%s: %d, %s", batchName(w.Batch.Topic), w.needed(), strings.Join(n.vaultNames(w.missing()), ", "))
		d.warnOf("approval", value, nil)
	}
	if count, err := n.config.unsettled(); err != nil {
		d.fail("acts", err)
	} else if count > 0 {
		d.ok("acts", fmt.Sprint(count))
	}
}
