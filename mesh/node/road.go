package node

import (
	"bytes"
	"context"
	"encoding/json"

	"foirail/ledger"
	"foirail/ledger/words"
)

// Caller is a road to a node: in this process (*Node), or over the socket of another (*Remote).
type Caller interface {
	// Call carries a verb's request, as JSON, to the node, and its reply back. Every error that
	// it returns is a *Problem.
	Call(ctx context.Context, verb string, request json.RawMessage) (json.RawMessage, error)
	Close() error
}

var (
	_ Caller = (*Node)(nil)
	_ Caller = (*Remote)(nil)
)

// verb is one verb behind its JSON.
type verb func(n *Node, ctx context.Context, request json.RawMessage) (any, error)

// of puts a method behind JSON. A field that the request does not have is refused.
func of[Request, Reply any](method func(*Node, context.Context, Request) (Reply, error)) verb {
	return func(n *Node, ctx context.Context, request json.RawMessage) (any, error) {
		var in Request
		d := json.NewDecoder(bytes.NewReader(request))
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			return nil, problem(words.Usage, err)
		}
		return method(n, ctx, in)
	}
}

// verbs is every verb of an open node, by its name on the road.
var verbs = map[string]verb{
	"account new":     of((*Node).AccountNew),
	"account list":    of((*Node).AccountList),
	"account show":    of((*Node).AccountShow),
	"account export":  of((*Node).AccountExport),
	"account link":    of((*Node).Link),
	"account home":    of((*Node).Home),
	"passphrase":      of((*Node).Passphrase),
	"attest deposit":  of((*Node).AttestDeposit),
	"attest member":   of((*Node).AttestMember),
	"attest day":      of((*Node).AttestDay),
	"pay":             of((*Node).Pay),
	"withdraw":        of((*Node).Withdraw),
	"balance":         of((*Node).Balance),
	"history":         of((*Node).History),
	"coupon issue":    of((*Node).Issue),
	"coupon print":    of((*Node).Print),
	"coupon activate": of((*Node).Activate),
	"coupon cancel":   of((*Node).Cancel),
	"coupon expire":   of((*Node).Expire),
	"coupon check":    of((*Node).Check),
	"coupon redeem":   of((*Node).Redeem),
	"coupon list":     of((*Node).SeriesList),
	"epoch":           of((*Node).Epoch),
	"steward invite":  of((*Node).StewardInvite),
	"steward join":    of((*Node).StewardJoin),
	"steward list":    of((*Node).StewardList),
	"steward propose": of((*Node).StewardPropose),
	"steward recover": of((*Node).StewardRecover),
	"policy":          of((*Node).Policy),
	"backing":         of((*Node).Backing),
	"chain status":    of((*Node).ChainStatus),
	"chain follow":    of((*Node).ChainFollow),
	"vault show":      of((*Node).VaultShow),
	"vault sweep":     of((*Node).VaultSweep),
	"settle plan":     of((*Node).SettlePlan),
	"settle propose":  of((*Node).SettlePropose),
	"settle approve":  of((*Node).SettleApprove),
	"settle status":   of((*Node).SettleStatus),
	"verify":          of((*Node).Verify),
	"report":          of((*Node).Report),
	"prune":           of((*Node).Prune),
	"status":          of((*Node).Status),
	"doctor":          of((*Node).Examine),
	"radio status":    of((*Node).RadioStatus),
	"radio test":      of((*Node).RadioTest),
	"peer list":       of((*Node).PeerList),
	"peer add":        of((*Node).PeerAdd),
	"peer show":       of((*Node).PeerShow),
	"bundle frontier": of((*Node).Frontier),
	"bundle export":   of((*Node).Bundle),
	"bundle import":   of((*Node).Import),
	"wait":            of((*Node).Wait),
	"fork list":       of((*Node).ForkList),
	"fork resolve":    of((*Node).ForkResolve),
	"backup":          of((*Node).Backup),
}

// early are the verbs of a follower that knows nothing of its community yet.
var early = map[string]bool{
	"account new": true, "account list": true, "account show": true, "account export": true, "passphrase": true,
	"status": true, "doctor": true, "bundle import": true, "steward join": true, "peer add": true, "peer list": true, "peer show": true, "radio status": true, "radio test": true,
}

// synced says whether the community's founding is held, without which nothing can be told.
func (n *Node) synced() (yes bool) {
	n.book.View(func(s *ledger.State) { yes = s.Founding() != nil })
	return yes
}

// Call runs a verb here.
func (n *Node) Call(ctx context.Context, name string, request json.RawMessage) (json.RawMessage, error) {
	run, known := verbs[name]
	if !known {
		return nil, problem(words.Usage, nil, "reason", name)
	}
	if err := n.book.Failed(); err != nil {
		return nil, n.told(err) // no balance is better than an empty one
	}
	if !early[name] && !n.synced() {
		return nil, problem(words.NotSynced, nil)
	}
	reply, err := run(n, ctx, request)
	if err != nil {
		return nil, n.told(err)
	}
	out, err := json.Marshal(reply)
	if err != nil {
		return nil, problem(words.Internal, err)
	}
	return out, nil
}
