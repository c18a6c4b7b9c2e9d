package ledger

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

var update = flag.Bool("update", false, "write the vectors anew from their stories")

// vectorStories are the stories whose entries make a vector for other people's programs.
var vectorStories = []string{"bread", "everyday", "both", "coupons", "epochs", "expiry", "handover", "link", "strays", "takenback", "twicefour"}

// vector is a set of entries and the state that it makes.
type vector struct {
	Story   []string        `json:"story"`
	Entries []string        `json:"entries"`  // full form, in hex; any order, with repeats or not
	State   string          `json:"state"`    // the state hash
	Bytes   string          `json:"bytes"`    // the summary's canonical bytes, in hex
	Compact string          `json:"snapshot"` // the state's snapshot, in hex
	Summary json.RawMessage `json:"summary"`  // the same for people to read
}

func vectorPath(name string) string { return filepath.Join("testdata", "vectors", name+".json") }

// Each vector's entries make its state, in the engine and in its slow twin.
func TestVectors(t *testing.T) {
	for _, name := range vectorStories {
		t.Run(name, func(t *testing.T) {
			if *update {
				writeVector(t, name)
			}
			text, err := os.ReadFile(vectorPath(name))
			if err != nil {
				t.Fatal(err)
			}
			var v vector
			if err := json.Unmarshal(text, &v); err != nil {
				t.Fatal(err)
			}
			checkVector(t, &v)
		})
	}
}

func checkVector(t *testing.T, v *vector) {
	var set []*entry.Entry
	for _, text := range v.Entries {
		full, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		e, err := entry.Decode(full)
		if err != nil || !e.Verify() {
			t.Fatalf("%v, signatures hold: %v", err, err == nil)
		}
		set = append(set, e)
	}
	community := set[0].Community
	if full, err := Load(community, set).Snapshot(); err != nil || hex.EncodeToString(full) != v.Compact {
		t.Errorf("another snapshot: %v", err)
	}
	for who, sum := range map[string]*Summary{"state": Load(community, set).Summary(), "slow twin": Slow(community, set)} {
		if got := sum.Hash().String(); got != v.State {
			t.Errorf("%s: %s, want %s", who, got, v.State)
		}
		if got := hex.EncodeToString(sum.Bytes()); got != v.Bytes {
			t.Errorf("%s: other bytes", who)
		}
		if got := readable(t, sum); string(got) != compact(t, v.Summary) {
			t.Errorf("%s: the summary reads\n%s", who, got)
		}
	}
}

func writeVector(t *testing.T, name string) {
	text, err := os.ReadFile(filepath.Join("testdata", "stories", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	s := tell(t, name, string(text))
	sum := s.core.State.Summary()
	v := &vector{Story: strings.Split(strings.TrimSpace(string(text)), "\n"), State: sum.Hash().String(),
		Bytes: hex.EncodeToString(sum.Bytes()), Summary: readable(t, sum)}
	full, err := s.core.State.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	v.Compact = hex.EncodeToString(full)
	for _, e := range s.set {
		v.Entries = append(v.Entries, hex.EncodeToString(e.Full()))
	}
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorPath(name), append(out, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

// compact is JSON without the white space of its file.
func compact(t *testing.T, text json.RawMessage) string {
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return string(marshal(t, value))
}

func marshal(t *testing.T, value any) json.RawMessage {
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var sorted any
	if err := json.Unmarshal(out, &sorted); err != nil {
		t.Fatal(err)
	}
	if out, err = json.Marshal(sorted); err != nil {
		t.Fatal(err)
	}
	return out
}

// readable is a summary in words and hex.
func readable(t *testing.T, sum *Summary) json.RawMessage {
	type object = map[string]any
	key := func(k keys.Account) string { return hex.EncodeToString(k[:]) }
	ref := func(r Ref) object { return object{"market": r.Market.String(), "key": key(r.Key)} }
	votes := func(list []EpochVotes) []object {
		out := []object{}
		for _, v := range list {
			out = append(out, object{"epoch": v.Epoch, "any": v.Any, "backed": v.Backed, "first": v.First, "confirm": v.Confirm, "seqs": v.Seqs})
		}
		return out
	}
	policy := func(p *entry.Policy) object {
		borders := []object{}
		for _, b := range p.Borders {
			borders = append(borders, object{"market": b.Market.String(), "line": b.Line})
		}
		return object{"line": p.Line, "fund": p.Fund, "advance_cap": p.AdvanceCap, "advance_part": p.AdvancePart,
			"dispute_part": p.DisputePart, "extra_votes": p.ExtraVotes, "borders": borders}
	}
	out := object{"community": sum.Community.String()}
	list := func(name string, n int, item func(i int) object) {
		all := []object{}
		for i := range n {
			all = append(all, item(i))
		}
		out[name] = all
	}
	list("markets", len(sum.Markets), func(i int) object {
		m := sum.Markets[i]
		said, arrivals, proposals, decided, epochs := []object{}, []object{}, []object{}, []string{}, []object{}
		for _, x := range m.Said {
			by := []object{}
			for _, b := range x.By {
				by = append(by, object{"epoch": b.Epoch, "seats": b.Seats})
			}
			said = append(said, object{"wording": hex.EncodeToString([]byte(x.Wording)), "stands": x.Stands, "by": by})
		}
		for _, a := range m.Arrivals {
			arrivals = append(arrivals, object{"from": a.From.String(), "by": a.By.String(), "at": a.At, "to": key(a.To), "amount": a.Amount})
		}
		for _, p := range m.Proposals {
			carriers := []object{}
			for _, c := range p.Carriers {
				carriers = append(carriers, object{"epoch": c.Epoch, "seat": c.Seat, "votes": c.Votes.String()})
			}
			proposals = append(proposals, object{"proposal": p.Entry.String(), "votes": votes(p.Votes), "carriers": carriers})
		}
		for _, h := range m.Decided {
			decided = append(decided, h.String())
		}
		for _, e := range m.Epochs {
			seats := []object{}
			for _, s := range e.Seats {
				seats = append(seats, object{"voting": key(s.Voting), "vault": key(s.Vault)})
			}
			epochs = append(epochs, object{"seats": seats, "closed_at": e.ClosedAt, "policy": policy(&e.Policy)})
		}
		return object{"id": m.ID.String(), "epochs": epochs, "deposits": m.Deposits, "withdrawals": m.Withdrawals,
			"outward": m.Outward, "inward": m.Inward, "arrivals": arrivals, "said": said, "decided": decided,
			"proposals": proposals}
	})
	list("accounts", len(sum.Accounts), func(i int) object {
		a := sum.Accounts[i]
		return object{"account": ref(a.Ref), "final": a.Final, "backed": a.Backed, "height": a.Height, "past": a.Past.String()}
	})
	list("series", len(sum.Series), func(i int) object {
		x := sum.Series[i]
		return object{"series": x.Series.String(), "states": hex.EncodeToString(x.States), "live": x.Live}
	})
	list("links", len(sum.Links), func(i int) object {
		return object{"key": ref(sum.Links[i].Key), "link": sum.Links[i].Link.String()}
	})
	list("loose", len(sum.Loose), func(i int) object {
		l := sum.Loose[i]
		return object{"entry": l.Entry.String(), "author": ref(l.Author), "seq": l.Seq, "prev": l.Prev.String(), "kind": l.Kind.String(),
			"level": l.Level.String(), "named": l.Named, "when": l.When, "saying": hex.EncodeToString(l.Saying[:]), "votes": votes(l.Votes)}
	})
	list("forked", len(sum.Forked), func(i int) object {
		f := sum.Forked[i]
		return object{"author": ref(f.Author), "seq": f.Seq, "series": f.Series.String(), "serial": f.Serial}
	})
	return marshal(t, out)
}

// The worked example of SPEC.md is the vector of that name.
func TestSpecExample(t *testing.T) {
	spec, err := os.ReadFile("SPEC.md")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(vectorPath("bread"))
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(spec), v.State) {
		t.Errorf("SPEC.md does not name the state hash %s", v.State)
	}
	_, drawn, _ := strings.Cut(string(spec), "<!-- bread -->")
	drawn, _, _ = strings.Cut(drawn, "<!-- end -->")
	var all strings.Builder
	for line := range strings.Lines(drawn) {
		if cells := strings.Split(line, "|"); len(cells) > 2 && strings.Contains(cells[1], "`") {
			all.WriteString(strings.NewReplacer("`", "", " ", "").Replace(cells[1]))
		}
	}
	if all.String() != v.Bytes {
		t.Errorf("the bytes drawn in SPEC.md are\n%s\nand should be\n%s", all.String(), v.Bytes)
	}
}
