package mesh

import (
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// proofTag begins what a steward signs to prove that he serves on a node. No call of the chain has
// such a first byte, and nothing else that Foirail signs begins so.
const proofTag = "\xffFoirail peer\n"

// Proof tells who serves on its sender's node: the steward who votes with a key, by his signature
// on ProofMessage. Without a key nobody does any more.
type Proof struct {
	Voting    keys.Account // zero: nobody
	Signature keys.Signature
}

// Kind is KindProof.
func (*Proof) Kind() Kind { return KindProof }

func (m *Proof) write(w *writer) {
	if w.flag(!m.Voting.IsZero()); m.Voting.IsZero() {
		return
	}
	w.bytes(m.Voting[:])
	w.byte(byte(m.Signature.Curve))
	w.bytes(m.Signature.Bytes[:])
}

func (m *Proof) parse(r *reader) {
	if !r.flag() {
		return
	}
	m.Voting = r.key()
	r.check(!m.Voting.IsZero(), "a voting key of zero bytes")
	m.Signature.Curve = keys.Curve(r.byte())
	r.check(m.Signature.Curve == keys.Ed25519 || m.Signature.Curve == keys.Sr25519, "unknown curve")
	copy(m.Signature.Bytes[:], r.take(len(m.Signature.Bytes)))
}

// ProofMessage is what a steward signs to prove to a peer that he serves here: in this community,
// and in this one conversation, whose nonces are those that the peer and the steward's node drew.
func ProofMessage(community entry.Hash, peer, own ledger.Nonce) []byte {
	return slices.Concat([]byte(proofTag), community[:], peer[:], own[:])
}

// Challenge is what the steward who serves here is to sign for one peer.
type Challenge struct {
	Peer    ID
	Message []byte
}

// Settle says that the steward here votes with another key from now on, or with none, or has begun
// to: every peer that wants to know is told anew.
func (y *Sync) Settle() {
	for _, p := range y.peers {
		p.due = true
	}
}

// Challenged says whether Challenges names something.
func (y *Sync) Challenged() bool { return slices.ContainsFunc(y.peers, (*peer).challenges) }

// Challenges names what is to be signed so that peers know who serves here. Each is named once, and
// answered by Prove.
func (y *Sync) Challenges(s *ledger.State) (list []Challenge) {
	for _, p := range y.peers {
		if p.challenges() {
			p.due = false
			list = append(list, Challenge{p.id, ProofMessage(s.Community(), p.hello.Nonce, p.nonce)})
		}
	}
	return list
}

// Prove has a peer told who serves here, by his signature on its challenge; a zero key: nobody.
func (y *Sync) Prove(id ID, voting keys.Account, signature keys.Signature) {
	p := y.peer(id)
	if p == nil || p.parting || voting.IsZero() && !p.proved {
		return
	}
	p.proof, p.proved = &Proof{voting, signature}, !voting.IsZero()
}

// challenges says whether the peer is to be told who serves here, and has not been.
func (p *peer) challenges() bool { return p.due && !p.parting && p.hello != nil && p.hello.Asks }

// hearProof takes a peer's word for who serves there when his signature holds. A nonce that only
// mirrors this node's own would let its own proof come back as the peer's.
func (y *Sync) hearProof(s *ledger.State, p *peer, m *Proof) {
	switch {
	case m.Voting.IsZero(), m.Voting == p.voting:
		p.voting = m.Voting
	case p.hello.Nonce != p.nonce && keys.Verify(m.Voting, ProofMessage(s.Community(), p.nonce, p.hello.Nonce), m.Signature):
		p.voting = m.Voting
	default:
		p.fault()
	}
}
