package node

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"strings"
	"testing"

	"foirail/coupons"
	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
	"foirail/print/qr"
)

// outside is what the public side of a coupon reads.
func (m *market) outside(series string, serial int) string {
	m.t.Helper()
	x := must[ledger.Series](m)(m.series(series))
	maker := must[*coupons.Maker](m)(m.maker(x.Issue, pass))
	return must[coupons.Public](m)(maker.Public(m.couponSeries(x), serial)).Text()
}

func (m *market) stateOf(code string) string {
	m.t.Helper()
	return must[[]CheckReply](m)(m.Check(ctx, CheckRequest{Code: Hidden(code)}))[0].State
}

func TestEveryStateOfACoupon(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	if got := m.stateOf(m.outside(series, 1)); got != "dormant" {
		t.Errorf("before activation it is %s", got)
	}
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Serials: "1-3", Passphrase: pass}))
	must[MarkReply](m)(m.Cancel(ctx, MarkRequest{Series: series, Serials: "5", Passphrase: pass}))
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: m.opened(series, 2)}))
	for serial, want := range map[int]string{1: "good", 2: "cashed", 3: "good", 4: "dormant", 5: "cancelled"} {
		name := must[ledger.Series](m)(m.series(series)).Name
		for _, code := range []string{m.outside(series, serial), coupons.LookupCode(name, serial), string(m.opened(series, serial)),
			strings.ToLower(m.outside(series, serial))} {
			if got := m.stateOf(code); got != want {
				t.Errorf("serial %d, read from its %v code, is %s, want %s", serial, coupons.KindOf(code), got, want)
			}
		}
	}
	cashed := must[[]CheckReply](m)(m.Check(ctx, CheckRequest{Code: Hidden(m.outside(series, 2))}))[0]
	if cashed.CashedTo != "ana" || cashed.CashedAt != "2026-11-22T12:00:00Z" || !cashed.Proven {
		t.Errorf("the cashed one says %+v", cashed)
	}
	m.verified()
}

// A node that is not in touch with the quorum never says good.
func TestOutOfTouchIsNeverGood(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	m.voting = nil
	if got := m.stateOf(m.outside(series, 1)); got != "genuine" {
		t.Errorf("without the steward's key it is %s", got)
	}
}

func TestForgedCoupons(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	good := m.outside(series, 1)
	public, err := coupons.ParsePublic(good)
	if err != nil {
		t.Fatal(err)
	}
	dearer := public
	dearer.Value = 5000
	other := public
	other.Serial = 3
	signed := public
	signed.Signature[5] ^= 1
	for name, forged := range map[string]coupons.Public{"value": dearer, "serial": other, "signature": signed} {
		if got := m.stateOf(forged.Text()); got != "forged" {
			t.Errorf("with another %s it is %s", name, got)
		}
	}
	_, err = m.Check(ctx, CheckRequest{Code: Hidden(good[:150])})
	m.refused(words.BadCode, err)
	stranger := newMarket(t, "none")
	_, err = stranger.Check(ctx, CheckRequest{Code: Hidden(good)})
	stranger.refused(words.UnknownSeries, err)
}

func TestPublicSideNeverCashes(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	name := must[ledger.Series](m)(m.series(series)).Name
	for _, code := range []string{m.outside(series, 1), coupons.LookupCode(name, 1)} {
		_, err := m.Redeem(ctx, RedeemRequest{To: "ana", Code: Hidden(code)})
		m.refused(words.PublicSideCannotCash, err)
	}
	m.has("ana", 0)
}

func TestMistypedHiddenCode(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	code := m.opened(series, 1)
	wrong := bytes.Clone(code)
	wrong[3] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(strings.IndexByte("0123456789ABCDEFGHJKMNPQRSTVWXYZ", wrong[3])+1)%32]
	at := 0
	for code[at] == code[at+1] {
		at++
	}
	swapped := bytes.Clone(code)
	swapped[at], swapped[at+1] = swapped[at+1], swapped[at]
	for _, typed := range []Hidden{wrong, swapped, code[:27]} {
		_, err := m.Redeem(ctx, RedeemRequest{To: "ana", Code: typed})
		if p := m.refused(words.BadCode, err); p != nil && strings.Contains(p.Error(), string(code[:8])) {
			t.Error("the refusal repeats what was typed")
		}
	}
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: Hidden(strings.ToLower(string(code[:4]) + "-" + string(code[4:])))}))
	m.has("ana", 100)
}

// Who relays a redemption cannot turn it to himself: the coupon's own key has signed the payee.
func TestRedemptionCannotBeRedirected(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	m.people("thief")
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	ref, secret, err := m.opens(string(m.opened(series, 4)))
	if err != nil {
		t.Fatal(err)
	}
	ana := must[ledger.Ref](m)(m.payee("ana"))
	thief := must[ledger.Ref](m)(m.payee("thief"))
	e, _, err := m.redemption(ref, secret, ana)
	if err != nil {
		t.Fatal(err)
	}
	turned, err := entry.Decode(bytes.Replace(e.Full(), ana.Key[:], thief.Key[:], 1))
	if err != nil {
		t.Fatal(err)
	}
	answers, err := m.book.Append(turned)
	if err != nil || answers[0].Err != ledger.ErrSignature {
		t.Errorf("the turned redemption gave %v, %v", answers[0].Err, err)
	}
	answers, err = m.book.Append(e)
	if err != nil || answers[0].Err != nil {
		t.Errorf("the true one gave %v, %v", answers[0].Err, err)
	}
	m.has("ana", 500)
	m.has("thief", 0)
}

// A picture of a coupon does what its code does.
func TestPictures(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	picture := func(text string) []byte {
		return must[[]byte](m)(must[qr.Code](m)(qr.Encode(text, qr.Quartile)).PNG(6, qr.QuietZone))
	}
	if got := must[[]CheckReply](m)(m.Check(ctx, CheckRequest{Picture: picture(m.outside(series, 4))})); got[0].State != "good" {
		t.Errorf("the picture shows %+v", got)
	}
	_, err := m.Redeem(ctx, RedeemRequest{To: "ana", Picture: picture(m.outside(series, 4))})
	m.refused(words.PublicSideCannotCash, err)
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Picture: picture(string(m.opened(series, 4)))}))
	m.has("ana", 500)
	_, err = m.Check(ctx, CheckRequest{Picture: []byte("no picture")})
	m.refused(words.UnreadablePicture, err)
	_, err = m.Check(ctx, CheckRequest{Picture: picture("HTTPS://EXAMPLE.ORG")})
	m.refused(words.NoCodeInPicture, err)
}

// One coupon of a picture that is refused keeps none of the others from being cashed.
func TestSeveralCouponsInOnePicture(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Passphrase: pass}))
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: m.opened(series, 1)}))
	page := image.NewGray(image.Rect(0, 0, 640, 220))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	for i := range 3 {
		code := must[qr.Code](m)(qr.Encode(string(m.opened(series, i+1)), qr.Quartile))
		draw.Draw(page, image.Rect(210*i+5, 10, 210*i+205, 210), code.Image(6, qr.QuietZone), image.Point{}, draw.Src)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, page); err != nil {
		t.Fatal(err)
	}
	refused, cashed := 0, 0
	for _, r := range must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Picture: picture.Bytes()})) {
		if r.Problem == nil {
			cashed++
		} else if r.Problem.Code == words.AlreadyCashed {
			refused++
		}
	}
	if refused != 1 || cashed != 2 {
		t.Errorf("%d were refused as cashed and %d cashed", refused, cashed)
	}
	m.has("ana", 300)
}

// The issuer alone wakes and takes back.
func TestOnlyTheIssuerMarks(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	x := must[ledger.Series](m)(m.series(series))
	ana, err := m.secret("ana", pass)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.write(ana, &entry.Activate{Series: x.Name, Ranges: []entry.Range{{From: 1, To: 5}}}, "", false)
	m.refused(words.WrongIssuer, err)
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Serials: "2", Passphrase: pass}))
	_, err = m.Cancel(ctx, MarkRequest{Series: series, Serials: "1-3", Passphrase: pass})
	if p := m.refused(words.NotDormant, err); p != nil && p.Args["serial"] != "2" {
		t.Errorf("the refusal names serial %q", p.Args["serial"])
	}
	_, err = m.Activate(ctx, MarkRequest{Series: "zzzz", Passphrase: pass})
	m.refused(words.UnknownSeries, err)
}
