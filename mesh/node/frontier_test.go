package node

import (
	"encoding/json"
	"slices"
	"testing"

	"foirail/ledger/words"
	"foirail/mesh"
)

// A carrier takes a frontier to the machine that has more, and brings back what is lacking and nothing
// else; the way is the same over the road of JSON that a socket has.
func TestBundleForAFrontier(t *testing.T) {
	v := newVillage(t, "bea")
	bea := v.nodes["bea"]
	for range 3 {
		must[EntryReply](v.market)(v.pay("tom", "eva", "1"))
	}
	var told FrontierReply
	var brought BundleReply
	road := func(m *market, verb string, in, out any) {
		t.Helper()
		request := must[[]byte](m)(json.Marshal(in))
		reply := must[json.RawMessage](m)(m.Call(ctx, verb, request))
		if err := json.Unmarshal(reply, out); err != nil {
			t.Fatal(err)
		}
	}
	road(bea, "bundle frontier", FrontierRequest{}, &told)
	road(v.market, "bundle export", BundleRequest{For: told.Frontier}, &brought)
	const payments, withVotes = 3, 2
	if brought.Entries != payments*withVotes {
		t.Errorf("%d entries are given, 3 payments and their votes were lacking", brought.Entries)
	}
	if got := must[ImportReply](bea)(bea.Import(ctx, ImportRequest{Bundle: brought.Bundle})); got.New != brought.Entries || got.Known != 0 || got.Refused != nil {
		t.Errorf("they are taken as %+v", got)
	}
	v.alike()
	readable := must[BundleReply](v.market)(v.Bundle(ctx, BundleRequest{For: told.Frontier, Readable: true}))
	if readable.Entries != brought.Entries || len(readable.Readable) == 0 {
		t.Errorf("told for people: %d entries, %d bytes", readable.Entries, len(readable.Readable))
	}

	told = must[FrontierReply](bea)(bea.Frontier(ctx, FrontierRequest{}))
	brought = must[BundleReply](v.market)(v.Bundle(ctx, BundleRequest{For: told.Frontier}))
	if brought.Entries != 0 || string(brought.Bundle) != bundleMagic {
		t.Errorf("to who lacks nothing %d entries are given", brought.Entries)
	}
	if got := must[ImportReply](bea)(bea.Import(ctx, ImportRequest{Bundle: brought.Bundle})); got.Entries != 0 {
		t.Errorf("a bundle of nothing is taken as %+v", got)
	}
}

// What is no frontier, a newer one, or another community's, is told apart.
func TestFrontiersThatAreRefused(t *testing.T) {
	m, _ := busyMarket(t)
	stranger, _ := busyMarket(t)
	file := must[FrontierReply](m)(m.Frontier(ctx, FrontierRequest{})).Frontier
	foreign := must[FrontierReply](stranger)(stranger.Frontier(ctx, FrontierRequest{})).Frontier
	changed := func(at int, to byte) []byte {
		b := slices.Clone(file)
		b[at] = to
		return b
	}
	const name, piece = len(frontierName), len(frontierName) + 1 + 8 + 4 // where the versions stand
	for what, c := range map[string]struct {
		file []byte
		code words.Code
	}{
		"nothing":             {[]byte{}, words.BadFrontier},
		"a text":              {[]byte("all that I have"), words.BadFrontier},
		"a bundle":            {[]byte(bundleMagic), words.BadFrontier},
		"its name alone":      {[]byte(frontierName), words.BadFrontier},
		"one cut short":       {file[:len(file)-1], words.BadFrontier},
		"one with more":       {append(slices.Clone(file), 0), words.BadFrontier},
		"another first piece": {changed(piece+2, 1), words.BadFrontier},
		"one too large":       {append(slices.Clone(file), make([]byte, MaxFrontier)...), words.BadFrontier},
		"a newer file":        {changed(name, 1), words.NewerVersion},
		"a newer piece":       {changed(piece, mesh.Version+1), words.NewerVersion},
		"another community's": {foreign, words.OtherCommunity},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := m.Bundle(ctx, BundleRequest{For: c.file})
			m.refused(c.code, err)
		})
	}
	if got := must[BundleReply](m)(m.Bundle(ctx, BundleRequest{For: file})); got.Entries != 0 {
		t.Errorf("the own frontier lacks %d entries", got.Entries)
	}
}

// Who has received nothing yet has nothing to tell: he is brought everything.
func TestNoFrontierOfNothing(t *testing.T) {
	m := newMarket(t, "none")
	m.up(anyPort)
	follower := m.follower()
	_, err := follower.Call(ctx, "bundle frontier", json.RawMessage("{}"))
	follower.refused(words.NotSynced, err)
}
