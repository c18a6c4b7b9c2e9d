package mesh

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// golden compares a text with a file, or writes it.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != text {
		t.Errorf("%s differs; got\n%s", path, text)
	}
}

// recorder writes down what nodes say to each other.
type recorder struct {
	*cast
	text  strings.Builder
	names map[keys.Account]string
	seen  map[entry.Hash]string // entries by who wrote them, and their seq
}

// record begins a conversation, with a line that says what it is about.
func record(c *cast, about string) *recorder {
	r := &recorder{cast: c, names: map[keys.Account]string{}, seen: map[entry.Hash]string{}}
	r.text.WriteString(about + "\n\n")
	c.tell = func(from, to *actor, m Message) {
		fmt.Fprintf(&r.text, "%s to %s: %s\n", from.name, to.name, r.words(m))
	}
	return r
}

// then is a line that says what happens.
func (r *recorder) then(what string) { fmt.Fprintf(&r.text, "\n# %s\n", what) }

func (r *recorder) who(key keys.Account) string {
	for name, s := range r.keys {
		r.names[s.Account()] = name
	}
	if name := r.names[key]; name != "" {
		return name
	}
	return "somebody"
}

func (r *recorder) which(h entry.Hash) string {
	for _, a := range r.actors {
		if e := a.has[h]; e != nil {
			return fmt.Sprintf("%s's %d", r.who(e.Author), e.Seq)
		}
	}
	return "an entry"
}

// entry tells what an entry says.
func (r *recorder) entry(e *entry.Entry) string {
	said := fmt.Sprintf("%s's %d ", r.who(e.Author), e.Seq)
	switch body := e.Body.(type) {
	case *entry.Found:
		return said + "founds " + body.MarketName
	case *entry.Pay:
		return said + fmt.Sprintf("pays %s %d", r.who(body.Payees[0].Account), body.Payees[0].Amount)
	case *entry.Votes:
		var list []string
		for _, v := range body.Items {
			list = append(list, r.which(v.Entry))
		}
		return said + "votes for " + strings.Join(list, ", ")
	case *entry.Attest:
		return said + fmt.Sprintf("attests %d facts", len(body.Facts))
	case *entry.Propose:
		return said + "proposes the next epoch"
	}
	return said + e.Kind().String()
}

// words tells what a message says.
func (r *recorder) words(m Message) string {
	var list []string
	switch m := m.(type) {
	case *Hello:
		if m.Community != r.found.Community {
			return fmt.Sprintf("hello, I am %q, of another community", m.Name)
		}
		return fmt.Sprintf("hello, I am %q", m.Name)
	case *Beacon:
		return fmt.Sprintf("I hold %d entries, digest %x", m.Held, m.Digest)
	case *Frontier:
		return "my frontier: " + r.frontier(&m.Told) + map[bool]string{true: "; tell me yours in full"}[m.Ask]
	case *Want:
		for _, h := range m.Hashes {
			list = append(list, r.which(h))
		}
		for _, s := range m.Spans {
			list = append(list, fmt.Sprintf("all that you hold as %s's %d to %d", r.who(s.Ref.Key), s.From, s.To))
		}
		return "I want " + strings.Join(list, ", ")
	case *Entries:
		for _, full := range m.Full {
			e, err := entry.Decode(full)
			r.check(err)
			list = append(list, r.entry(e))
		}
		return "here is: " + strings.Join(list, "; ")
	case *Gone:
		return fmt.Sprintf("I do not hold %d of what you want", len(m.Hashes))
	case *Ask:
		for _, c := range m.Chains {
			list = append(list, r.who(c.Key))
		}
		return "how far do you hold the chain of " + strings.Join(list, ", ") + "?"
	case *Heads:
		for _, c := range m.Chains {
			for _, h := range c.Heads {
				list = append(list, r.which(h.Hash))
			}
		}
		return "up to " + strings.Join(list, ", ")
	case *Bye:
		return "goodbye: " + m.Reason.String()
	case *Proof:
		if m.Voting.IsZero() {
			return "nobody votes here any more"
		}
		return r.who(m.Voting) + " votes here, and has signed for you"
	case *Seek:
		if m.Name.IsZero() {
			return "what checkpoint do you have?"
		}
		return fmt.Sprintf("from the same one, what begins at byte %d?", m.From)
	case *Part:
		switch m.Giving {
		case None:
			return "I have none"
		case Soon:
			return "I am making one"
		}
		return fmt.Sprintf("of one of %d parts, here is part %d", (m.Size+PartSize-1)/PartSize, m.From/PartSize+1)
	}
	return "?"
}

// frontier tells a frontier market by market.
func (r *recorder) frontier(f *ledger.Frontier) string {
	if len(f.Markets) == 0 {
		return "nothing at all"
	}
	var list []string
	for _, m := range f.Markets {
		list = append(list, fmt.Sprintf("epoch %d", m.Epoch))
		for _, h := range m.Seats {
			list = append(list, fmt.Sprintf("steward %d up to %d", h.Seat, h.Seq))
		}
		for _, t := range m.Tables {
			for _, h := range t.Heads {
				list = append(list, fmt.Sprintf("without a vote, account %d of steward %d's up to %d", h.Number, t.Seat, h.Seq))
			}
		}
		for _, h := range m.Keys {
			list = append(list, fmt.Sprintf("without a vote, %s up to %d", r.who(h.Key), h.Seq))
		}
	}
	return strings.Join(list, ", ")
}

// Conversations, for people to read.
func TestTalks(t *testing.T) {
	pair := func(about string) (*recorder, *actor, *actor, *town) {
		tw := newTown(t, nil, []string{"ana", "bob", "cyd"})
		c := newCast(tw, 1)
		mill := c.node("mill", "founder", tw.set...)
		return record(c, about), mill, nil, tw
	}
	t.Run("newcomer", func(t *testing.T) {
		r, mill, _, tw := pair("A new node, which knows only the name of the community, meets the mill, whose steward keeps the market alone.")
		r.offer(mill, tw.pay("ana", "bob", 30))
		school := r.node("school", "")
		r.then("they meet")
		r.meet(mill, school)
		r.carry()
		r.then("bob pays cyd at the school; the mill's steward votes")
		r.offer(school, tw.pay("bob", "cyd", 10))
		r.carry()
		r.then("some time passes: the digests are the same, and that is all there is to say")
		r.pass(beaconPause)
		r.check(r.agree())
		golden(t, "newcomer.txt", r.text.String())
	})
	t.Run("cut", func(t *testing.T) {
		r, mill, _, tw := pair("Two nodes are cut off from each other, people pay on both sides, and they meet again.")
		first := tw.pay("ana", "bob", 30)
		r.offer(mill, first)
		school := r.node("school", "", mill.log...)
		r.offer(mill, tw.pay("ana", "bob", 1), tw.pay("ana", "bob", 2))
		r.offer(school, tw.pay("cyd", "bob", 5), tw.pay("bob", "ana", 3))
		r.then("they meet: one round is enough")
		r.meet(mill, school)
		r.carry()
		r.check(r.agree())
		golden(t, "cut.txt", r.text.String())
	})
	t.Run("fork", func(t *testing.T) {
		r, mill, _, tw := pair("Ana signs two payments for one place and brings them to two nodes, which are joined.")
		school, inn := r.node("school", "", tw.set...), r.node("inn", "", tw.set...)
		r.then("the mill, the school and the inn stand in a row")
		r.meet(mill, school)
		r.meet(school, inn)
		r.carry()
		r.then("at the inn ana pays cyd; at the mill, at once, she pays bob with the same money")
		r.offer(inn, tw.after(nil, "ana", tw.payBody("cyd", 9_000)))
		r.offer(mill, tw.after(nil, "ana", tw.payBody("bob", 9_000)))
		r.carry()
		r.then("whoever sees both tells everybody at once")
		r.pass(2 * beaconPause)
		r.check(r.agree())
		if n := len(inn.core.State.Forks()); n != 1 {
			t.Errorf("%d forks", n)
		}
		golden(t, "fork.txt", r.text.String())
	})
	t.Run("early", func(t *testing.T) {
		r, mill, _, tw := pair("A steward's votes come to the inn before what they are for, which only the mill holds.")
		inn := r.node("inn", "", tw.set...)
		r.then("the mill holds a payment that the inn has never heard of, and votes for it")
		r.meet(mill, inn)
		r.carry()
		pay := tw.pay("ana", "bob", 4)
		persist, _, err := mill.core.Step([]ledger.Draft{ledger.Offer(pay)}, 1)
		r.check(err)
		for _, e := range persist {
			mill.has[e.Hash()] = e
		}
		mill.sync.Grew(mill.core.State, persist[1:]) // the push of the payment is lost
		r.speak(mill)
		r.carry()
		r.check(r.agree())
		golden(t, "early.txt", r.text.String())
	})
	t.Run("strangers", func(t *testing.T) {
		r, mill, _, _ := pair("A node of another community comes to the wrong door.")
		other := newTown(t, nil, nil)
		other.found.Time++
		r.check(other.found.Sign(other.key("founder")))
		lost := r.node("lost", "")
		lost.core = ledger.NewCore(other.found.Community, []*entry.Entry{other.found}, nil)
		r.then("they meet")
		r.meet(mill, lost)
		r.carry()
		golden(t, "strangers.txt", r.text.String())
	})
	t.Run("proof", func(t *testing.T) {
		r, mill, _, tw := pair("A node learns who votes on another: the steward signs for this one conversation.")
		school := r.node("school", "", tw.set...)
		r.then("they meet")
		r.meet(mill, school)
		r.carry()
		r.then("with the next epoch he votes with another key")
		mill.votes = tw.key("miller")
		mill.sync.Settle()
		r.speak(mill)
		r.carry()
		r.then("he gives his seat up")
		mill.votes = nil
		mill.sync.Settle()
		r.speak(mill)
		r.carry()
		golden(t, "proof.txt", r.text.String())
	})
	t.Run("heads", func(t *testing.T) {
		r, mill, _, tw := pair("A steward's machine that has just started asks how far others hold its own chain.")
		r.offer(mill, tw.pay("ana", "bob", 30))
		school := r.node("school", "", mill.log...)
		r.then("they meet, and the mill asks")
		r.meet(mill, school)
		mill.sync.Enquire(tw.ref("founder"))
		r.speak(mill)
		r.carry()
		found := mill.sync.Found(tw.ref("founder"))
		if len(found) != 1 || len(found[0].Heads) != 1 || found[0].Heads[0].Hash != mill.log[len(mill.log)-1].Hash() {
			t.Errorf("found %+v", found)
		}
		golden(t, "heads.txt", r.text.String())
	})
}

// provenance is a proof as it comes to a node, for others to check.
type provenance struct {
	About     string `json:"about"`
	Community string `json:"community"`
	Peer      string `json:"nonce_of_who_is_told"`
	Own       string `json:"nonce_of_who_tells"`
	Bytes     string `json:"bytes"`            // the message, without the length in front
	Signed    string `json:"signed,omitempty"` // what the signature has to be for
	Holds     bool   `json:"holds"`
}

// Proofs for whoever writes a peer in another language, good and bad.
func TestProofVectors(t *testing.T) {
	tw := newTown(t, nil, nil)
	peer, own := ledger.Nonce{1, 2, 3, 4, 5, 6, 7, 8}, ledger.Nonce{9, 10, 11, 12, 13, 14, 15, 16}
	var list []provenance
	add := func(about string, holds bool, peer, own ledger.Nonce, m *Proof) {
		signed := ProofMessage(tw.found.Community, peer, own)
		list = append(list, provenance{about, hex.EncodeToString(tw.found.Community[:]), hex.EncodeToString(peer[:]), hex.EncodeToString(own[:]),
			hex.EncodeToString(Encode(m)), hex.EncodeToString(signed), holds})
	}
	good := tw.proof("founder", peer, own)
	add("a steward's proof", true, peer, own, good)
	add("the same in another conversation of who tells", false, peer, ledger.Nonce{3}, good)
	add("the same to somebody else", false, ledger.Nonce{3}, own, good)
	add("the same in the other direction", false, own, peer, good)
	add("with another's key", false, peer, own, &Proof{tw.key("vault founder").Account(), good.Signature})
	add("of another community", false, peer, own, &Proof{good.Voting, tw.sign(tw.key("founder"), ProofMessage(entry.Hash{1}, peer, own))})
	add("sound, but the two nonces are the same", false, peer, peer, tw.proof("founder", peer, peer))
	text, err := json.MarshalIndent(list, "", " ")
	tw.check(err)
	golden(t, "proofs.json", string(text)+"\n")
	for _, v := range list {
		c := newCast(tw, 1)
		here := c.node("here", "", tw.set...)
		id := here.sync.Open(here.core.State, "there")
		p := here.sync.peer(id)
		var b [2]ledger.Nonce
		hex.Decode(b[0][:], []byte(v.Peer))
		hex.Decode(b[1][:], []byte(v.Own))
		p.nonce = b[0]
		here.sync.Hear(here.core.State, id, &Hello{Community: tw.found.Community, Nonce: b[1]})
		bytes, _ := hex.DecodeString(v.Bytes)
		m, err := Decode(bytes)
		tw.check(err)
		here.sync.Hear(here.core.State, id, m)
		if holds := here.sync.Peers()[0].Voting == m.(*Proof).Voting; holds != v.Holds {
			t.Errorf("%s: it holds: %v", v.About, holds)
		}
	}
}

// vector is a message in bytes, for others.
type vector struct {
	About string `json:"about"`
	Bytes string `json:"bytes"`           // without the length in front
	Kind  string `json:"kind,omitempty"`  // of one to accept
	Class string `json:"class,omitempty"` // of one to refuse: form or newer
}

// Vectors for whoever writes a peer in another language.
func TestVectors(t *testing.T) {
	tw := newTown(t, nil, []string{"ana"})
	var list []vector
	for _, m := range examples(tw) {
		list = append(list, vector{About: "a message that is as it should be", Bytes: hex.EncodeToString(Encode(m)), Kind: m.Kind().String()})
	}
	hello := Encode(&Hello{Community: tw.found.Community, Name: "a"})
	beacon := Encode(&Beacon{Held: 1})
	want := Encode(&Want{Hashes: []entry.Hash{{1}}})
	bad := func(about, class string, b []byte) {
		list = append(list, vector{About: about, Bytes: hex.EncodeToString(b), Class: class})
	}
	bad("nothing", "form", nil)
	bad("a version above 0", "newer", append([]byte{1}, hello[1:]...))
	bad("an unknown kind", "form", []byte{0, 13})
	proof := Encode(tw.proof("s1", ledger.Nonce{1}, ledger.Nonce{2}))
	bad("a proof of an unknown curve", "form", slices.Replace(slices.Clone(proof), 35, 36, 3))
	bad("a proof of a key of zero bytes", "form", slices.Concat(proof[:3], make([]byte, 32), proof[35:]))
	bad("a proof without its last byte", "form", proof[:len(proof)-1])
	bad("one byte too many", "form", append(slices.Clone(beacon), 0))
	bad("one byte too few", "form", beacon[:len(beacon)-1])
	bad("an integer in more bytes than it needs", "form", append(slices.Clone(beacon[:10]), 0x81, 0))
	bad("a list longer than its bytes", "form", append(slices.Clone(want[:2]), 0xff, 0x07))
	bad("a flag of 2", "form", append(slices.Clone(hello[:len(hello)-1]), 2))
	bad("a name with a control character", "form", bytes.Replace(hello, []byte{1, 'a'}, []byte{1, '\n'}, 1))
	bad("nothing is wanted", "form", []byte{0, byte(KindWant), 0, 0})
	two := Encode(&Frontier{Last: true, Told: ledger.Frontier{Markets: []ledger.MarketFrontier{{Market: entry.MarketID{2}}, {Market: entry.MarketID{1}}}}})
	bad("markets out of order", "form", two)
	seek := Encode(&Seek{Market: tw.found.Market, From: PartSize})
	bad("a question for what is not the begin of a part", "form", append(slices.Clone(seek[:len(seek)-3]), 1))
	part := Encode(&Part{Market: tw.found.Market, Giving: Here, Name: entry.Hash{4}, Size: 3, Bytes: []byte("all")})
	bad("a part without its last byte", "form", part[:len(part)-1])
	bad("a part with more than the base has", "form", append(slices.Clone(part), 0))
	bad("a part of a base without a name", "form", bytes.Replace(part, []byte{4}, []byte{0}, 1))
	bad("a part behind the end of its base", "form", slices.Concat(part[:len(part)-4], Encode(&Seek{From: PartSize})[46:]))
	bad("an answer that does not exist", "form", slices.Replace(slices.Clone(part), 14, 15, 3))
	text, err := json.MarshalIndent(list, "", " ")
	tw.check(err)
	golden(t, "vectors.json", string(text)+"\n")
	for _, v := range list {
		b, err := hex.DecodeString(v.Bytes)
		tw.check(err)
		m, err := Decode(b)
		switch {
		case v.Kind != "" && (err != nil || m.Kind().String() != v.Kind || !bytes.Equal(Encode(m), b)):
			t.Errorf("%s: %v", v.Kind, err)
		case v.Class == "form" && !errors.Is(err, ErrForm), v.Class == "newer" && !errors.Is(err, ErrNewer):
			t.Errorf("%s: %v", v.About, err)
		}
	}
}
