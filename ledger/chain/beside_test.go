package chain_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

// beside is the chain that a village stands beside. What a steward wants to know he asks its nodes; all
// that stands here is what makes it begin and go on.
type beside interface {
	begin(t *testing.T) *duniter.Node
	genesis() duniter.Hash
	head(ctx context.Context) (duniter.Head, error)      // what is final
	give(ctx context.Context, who ...keys.Account) error // pocket to each, from nowhere
	advance(ctx context.Context, blocks int) error       // the last of which is final
	weigh(ctx context.Context, rt *duniter.Runtime, x duniter.Extrinsic) (duniter.Weight, error)
}

// pocket is what people have on the chain from the beginning.
const pocket = 100_000

// played is a chain that is played in memory.
type played struct {
	chain *dunitertest.Chain
	node  *duniter.Node
}

func (p *played) begin(*testing.T) *duniter.Node {
	p.chain = dunitertest.New(dunitertest.Config{Began: 1_700_000_000_000})
	now := dunitertest.Now{Chain: p.chain}
	p.node = duniter.NewNode(p.chain.Genesis(), now, now)
	return p.node
}

func (p *played) genesis() duniter.Hash { return p.chain.Genesis() }

func (p *played) head(ctx context.Context) (duniter.Head, error) { return p.node.Head(ctx) }

func (p *played) give(_ context.Context, who ...keys.Account) error {
	for _, a := range who {
		p.chain.Step(dunitertest.Input{Order: &dunitertest.Order{Grant: &dunitertest.Grant{To: a, Amount: pocket}}})
	}
	return nil
}

func (p *played) advance(_ context.Context, blocks int) error {
	p.chain.Advance(blocks)
	return nil
}

func (p *played) weigh(ctx context.Context, rt *duniter.Runtime, x duniter.Extrinsic) (duniter.Weight, error) {
	head, err := p.head(ctx)
	if err != nil {
		return duniter.Weight{}, err
	}
	cost, err := p.node.Cost(ctx, rt, head.Hash, x)
	return cost.Weight, err
}

// real is a runtime of the real chain, which Chopsticks runs: it is asked as any node is.
type real struct {
	url    string
	client *duniter.Client
}

// realChain is the chain that FOIRAIL_CHOPSTICKS names.
func realChain(t *testing.T) *real {
	t.Helper()
	url := os.Getenv("FOIRAIL_CHOPSTICKS")
	if url == "" {
		t.Skip("skipped: FOIRAIL_CHOPSTICKS names no chain, see CONTRIBUTING.md")
	}
	return &real{url: url}
}

func (r *real) begin(t *testing.T) *duniter.Node {
	r.client = duniter.NewClient(duniter.Config{URLs: []string{r.url}, Genesis: r.genesis(), Rate: 1000, Burst: 1000})
	t.Cleanup(r.client.Close)
	if err := r.advance(t.Context(), 1); err != nil { // its first block has a hash that is made up, so nothing begins there
		t.Fatal(err)
	}
	return duniter.NewNode(r.genesis(), r.client, r.client.Agreeing(1))
}

// genesis is no hash of a block: Chopsticks makes it up.
func (r *real) genesis() duniter.Hash { return duniter.Hash(bytes.Repeat([]byte{0x45}, 32)) }

func (r *real) head(ctx context.Context) (duniter.Head, error) { return r.client.Finalised(ctx) }

// give has Chopsticks write accounts, by the metadata as it reads it.
func (r *real) give(ctx context.Context, who ...keys.Account) error {
	var accounts []any
	for _, a := range who {
		info := map[string]any{"providers": 1, "data": map[string]any{"free": pocket}}
		accounts = append(accounts, []any{[]any{"0x" + hex.EncodeToString(a[:])}, info})
	}
	_, err := r.client.Call(ctx, "dev_setStorage", map[string]any{"System": map[string]any{"Account": accounts}})
	return err
}

func (r *real) advance(ctx context.Context, blocks int) error {
	_, err := r.client.Call(ctx, "dev_newBlock", map[string]any{"count": blocks})
	return err
}

// weigh asks the runtime itself: what Chopsticks answers to payment_queryInfo is not what nodes answer. The runtime
// gives the weight in 8 bytes, the class in one and the fee in 8; or, later, both parts of the weight as compacts.
func (r *real) weigh(ctx context.Context, _ *duniter.Runtime, x duniter.Extrinsic) (w duniter.Weight, err error) {
	args := binary.LittleEndian.AppendUint32(slices.Clone(x.Bytes), uint32(len(x.Bytes)))
	raw, err := r.client.Call(ctx, "state_call", "TransactionPaymentApi_query_info", "0x"+hex.EncodeToString(args))
	if err != nil {
		return w, err
	}
	b, err := hex.DecodeString(strings.TrimPrefix(strings.Trim(string(raw), `"`), "0x"))
	if err != nil {
		return w, err
	}
	in := duniter.NewReader(b)
	if len(b) == 8+1+8 {
		w.RefTime = in.U64()
	} else {
		w.RefTime, w.ProofSize = in.Compact(1<<62), in.Compact(1<<62)
	}
	in.U8()
	in.U64()
	return w, in.Close()
}

// scene is something that happens in a village, with so many stewards.
type scene struct {
	name     string
	stewards int
	remarks  string // "yes" or "no" where the chain has to take them, or has to take none
	play     func(*village)
}

var scenes = []scene{
	{"a market settles", 4, "yes", marketSettles},
	{"a batch runs once", 4, "yes", batchRunsOnce},
	{"a failed batch is decided again", 4, "yes", failedBatchIsDecidedAgain},
	{"a vault is handed over", 1, "yes", vaultIsHandedOver},
	{"old batches are sent again", 1, "yes", oldBatchesAreSent},
	{"four are changed", 4, "yes", fourAreChanged},
	{"deposits are credited", 4, "yes", depositsAreCredited},
	{"strangers pay in", 4, "yes", strangersPayIn},
	{"a chain without remarks", 4, "no", noRemarks},
}

// TestScenes plays the scenes beside a chain in memory, which takes remarks.
func TestScenes(t *testing.T) {
	for _, s := range scenes {
		if s.remarks != "no" {
			t.Run(s.name, func(t *testing.T) { s.play(newVillage(t, s.stewards)) })
		}
	}
}

// TestReal plays them beside a runtime of the real chain.
func TestReal(t *testing.T) {
	chain := realChain(t)
	takes := takesRemarks(t, chain)
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			if s.remarks != "" && s.remarks != takes {
				t.Skip("skipped: whether this chain takes remarks:", takes)
			}
			s.play(villageBeside(t, chain, s.stewards))
		})
	}
}

// takesRemarks says whether a chain takes remarks; that of 2022 does not.
func takesRemarks(t *testing.T, chain beside) string {
	v := villageBeside(t, chain, 1)
	call, err := v.runtime().Batch(v.call("System", "remark_with_event", duniter.Fields{"remark": "is anybody there"}))
	v.check(err)
	block, at := v.tries(v.key("ana"), call)
	return map[bool]string{true: "yes", false: "no"}[block.Succeeded(at)]
}
