package keys

import (
	"crypto/rand"
	"runtime"
	"sync"

	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519"
	"github.com/oasisprotocol/curve25519-voi/primitives/sr25519"
)

// zip215 is the predicate for ed25519: the cofactored equation, any encoding of A and R that
// decodes to a point, S below the group order. https://zips.z.cash/zip-0215
var zip215 = &ed25519.Options{Verify: ed25519.VerifyOptionsZIP_215}

// Verify says whether the signature of this account on this message is good.
func Verify(account Account, message []byte, sig Signature) bool {
	switch sig.Curve {
	case Ed25519:
		return ed25519.VerifyWithOptions(account[:], message, sig.Bytes[:], zip215)
	case Sr25519:
		public, parsed, ok := parseSr(account, sig)
		return ok && public.Verify(signingContext.NewTranscriptBytes(message), parsed)
	}
	return false
}

// Signed is one question for a batch: has this account signed this message so?
type Signed struct {
	Account   Account
	Message   []byte
	Signature Signature
}

// chunk is how many questions one batch equation takes. Larger ones gain little and keep the
// second core waiting.
const chunk = 512

// VerifyAll answers many questions at once, on all cores: element i of the answer is what
// Verify would say of question i. One bad signature costs the others nothing but time.
func VerifyAll(questions []Signed) []bool {
	good := make([]bool, len(questions))
	size := min(chunk, (len(questions)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	size = max(size, 8)
	var group sync.WaitGroup
	for from := 0; from < len(questions); from += size {
		to := min(from+size, len(questions))
		if to == len(questions) && from == 0 {
			verifyChunk(questions, good)
			return good
		}
		group.Add(1)
		go func() {
			defer group.Done()
			verifyChunk(questions[from:to], good[from:to])
		}()
	}
	group.Wait()
	return good
}

// verifyChunk answers one chunk with one batch equation for each curve.
func verifyChunk(questions []Signed, good []bool) {
	if len(questions) == 1 {
		q := questions[0]
		good[0] = Verify(q.Account, q.Message, q.Signature)
		return
	}
	eds := ed25519.NewBatchVerifierWithCapacity(len(questions))
	srs := sr25519.NewBatchVerifier()
	var edAt, srAt []int
	for i, q := range questions {
		switch q.Signature.Curve {
		case Ed25519:
			eds.AddWithOptions(q.Account[:], q.Message, questions[i].Signature.Bytes[:], zip215)
			edAt = append(edAt, i)
		case Sr25519:
			if public, parsed, ok := parseSr(q.Account, q.Signature); ok {
				srs.Add(public, signingContext.NewTranscriptBytes(q.Message), parsed)
				srAt = append(srAt, i)
			}
		}
	}
	if len(edAt) > 0 {
		_, each := eds.Verify(rand.Reader)
		spread(good, edAt, each)
	}
	if len(srAt) > 0 {
		_, each := srs.Verify(rand.Reader)
		spread(good, srAt, each)
	}
}

// spread puts the answers of one curve where their questions stood.
func spread(good []bool, at []int, each []bool) {
	for i, to := range at {
		good[to] = each[i]
	}
}

// parseSr decodes an sr25519 key and signature; both refuse non-canonical bytes.
func parseSr(account Account, sig Signature) (*sr25519.PublicKey, *sr25519.Signature, bool) {
	public, err := sr25519.NewPublicKeyFromBytes(account[:])
	if err != nil {
		return nil, nil, false
	}
	parsed, err := sr25519.NewSignatureFromBytes(sig.Bytes[:])
	return public, parsed, err == nil
}
