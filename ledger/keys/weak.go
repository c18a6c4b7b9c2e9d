package keys

import "github.com/oasisprotocol/curve25519-voi/curve"

// IsWeak says whether anyone at all can sign for this account: its 32 bytes encode one of the
// eight points of small order, in one of 14 spellings, of which the zero account is one (under
// sr25519 too). The predicate follows ZIP-215 and calls such signatures good, so whoever
// reserves an account that must have no key, or lets a key author something, asks here first.
// See SIGNATURES.md.
func (a Account) IsWeak() bool {
	switch a[0] { // the first bytes that such a spelling may have; the curve is asked of few
	case 0x00, 0x01, 0x26, 0xc7, 0xec, 0xed, 0xee:
	default:
		return false
	}
	compressed, err := curve.NewCompressedEdwardsYFromBytes(a[:])
	if err != nil {
		return false
	}
	point, err := curve.NewEdwardsPoint().SetCompressedY(compressed)
	return err == nil && point.IsSmallOrder()
}
