package node

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"foirail/ledger/chain"
	"foirail/ledger/keys"
	"foirail/ledger/words"
)

var update = flag.Bool("update", false, "write the drawings of the report anew")

// account is some account, by a number.
func account(n byte) keys.Account { return sha256.Sum256([]byte{n}) }

// outage is a report with everything in it that one can have.
func outage() chain.Report {
	hash := func(n byte) string { return fmt.Sprintf("%x", sha256.Sum256([]byte{100, n})) }
	served := func(n byte, name string, voted, without int) chain.Served {
		return chain.Served{Voting: account(n), Vault: account(n + 50), Name: name,
			Voted: chain.Count{Count: voted, Sum: int64(voted) * 1150}, Without: chain.Count{Count: without, Sum: int64(without) * 1150}}
	}
	home := chain.MarketReport{ID: hash(1)[:24], Name: "Saint-Agrève", Epoch: 3,
		Epochs: []chain.EpochReport{
			{Number: 2, Quorum: 1, Stewards: []chain.Served{served(1, "", 4, 0)}, Certified: chain.Count{Count: 4, Sum: 4600}},
			{Number: 3, Quorum: 3, Stewards: []chain.Served{served(2, "Léa", 30, 0), served(3, "Noé", 30, 0), served(4, "Zoé", 22, 8), served(5, "<i>Max</i> & Cie", 30, 0)},
				Certified: chain.Count{Count: 30, Sum: 34500}}},
		Otherwise: chain.Count{Count: 2, Sum: 900},
		Waiting: []chain.Unsettled{
			{Entry: hash(2), Author: account(10), Kind: "pay", Amount: 1200, Level: "promised", Votes: 1, Epoch: 3},
			{Entry: hash(3), Author: account(11), Kind: "issue", Amount: 11000, Level: "promised"},
			{Entry: hash(4), Author: account(12), Kind: "pay", Amount: 305, Level: "backed", Votes: 2, Epoch: 3}},
		Deposits:    chain.Deposited{All: chain.Count{Count: 12, Sum: 1234567}, Since: chain.Count{Count: 3, Sum: 4500}},
		Borders:     []chain.BorderReport{{With: hash(5)[:24], Name: "Nord", In: 2000, Out: 7000, Got: 500, Sent: 300, Owed: -5200, Line: 5000}, {With: hash(6)[:24], In: 10, Owed: 10}},
		Withdrawals: chain.Payments{Asked: chain.Count{Count: 8, Sum: 36}, Paid: chain.Count{Count: 1, Sum: 1}, Owed: chain.Count{Count: 7, Sum: 35}},
		Batches: []chain.BatchReport{{Act: "open", Epoch: 3, State: chain.BatchRan, Block: 3141},
			{Number: 1, Act: "pay", Epoch: 3, Pays: chain.Count{Count: 2, Sum: 44}, State: chain.BatchFailed, Why: "Token.FundsUnavailable"},
			{Number: 1, Attempt: 1, Act: "pay", Epoch: 3, Pays: chain.Count{Count: 2, Sum: 44}, Unheld: 1, State: chain.BatchOutdated},
			{Number: 1, Attempt: 2, Act: "pay", Epoch: 3, Pays: chain.Count{Count: 2, Sum: 44}, Back: 1, Remits: chain.Count{Count: 1, Sum: 300}, State: chain.BatchWaits},
			{Number: 0, Attempt: 1, Act: "hand_over", Epoch: 3, State: chain.BatchReplaced}},
		Strays: chain.Strays{All: chain.Count{Count: 4, Sum: 820}, Back: chain.Count{Count: 1, Sum: 500}, Aside: chain.Count{Count: 1, Sum: 75}, List: []chain.StrayReport{
			{Block: 3150, Event: 4, From: account(50), Amount: 500, Epoch: 3, State: chain.PaymentPaid, Batch: 1, Ran: 3200},
			{Block: 3160, Event: 5, From: account(51), Amount: 60, Epoch: 3, State: chain.PaymentHeld, Why: chain.WhyNoAccount},
			{Block: 3161, Event: 5, From: account(52), Amount: 130, Epoch: 3, State: chain.PaymentHeld, Why: chain.WhyBesides},
			{Block: 3162, Event: 5, From: account(52), Amount: 130, Epoch: 3, State: chain.PaymentNext},
			{Block: 3163, Event: 2, From: account(53), Amount: 75, State: chain.StrayAside, Until: 435163}}},
		Forks: []chain.ForkReport{
			{Author: account(10), Slot: 7, Open: true, Owes: 1200, Lacks: 700, Guilty: []chain.Guilty{{Voting: account(4), Name: "Zoé"}, {Voting: account(6)}},
				Branches: []chain.Branch{{Entry: hash(7), Kind: "pay", Level: "final", Amount: 2500, Counts: chain.Count{Count: 2, Sum: 2600}},
					{Entry: hash(8), Kind: "pay", Level: "promised", Amount: 2500, Promise: chain.Count{Count: 1, Sum: 2500}}}},
			{Author: account(13), Slot: 2, Owes: 55, Guilty: []chain.Guilty{}, Branches: []chain.Branch{}},
			{Author: account(14), Series: hash(9), Serial: 4, Slot: 1, Guilty: []chain.Guilty{}, Branches: []chain.Branch{{Entry: hash(10), Level: "final"}}}},
		Fund:    chain.FundReport{Account: account(20), Held: 20000, Borne: 500, Stands: 50000, Backed: 35000, Line: 3000, Open: 305, Advances: 10000, Advanced: 120, Disputes: 5000, Owed: 1255},
		Members: []chain.MemberChange{{Account: account(10), Name: "Ana", Day: 14, Joined: true, Epoch: 2}, {Account: account(11), Day: 15, Epoch: 3}},
		Coupons: map[string]chain.Count{"dormant": {Count: 1, Sum: 100}, "good": {Count: 2, Sum: 200}, "cashed": {Count: 3, Sum: 300}, "cancelled": {Count: 4, Sum: 400},
			"expired": {Count: 5, Sum: 500}, chain.CouponsIssued: {Count: 15, Sum: 1500}},
		Names: map[string]string{account(10).String(): "Ana", account(12).String(): "<script>alert(1)</script>"},
		Sum: chain.Sum{Deposits: 1234567, Paid: 1, Outward: 7000, Inward: 2010, Came: 1229576, Balances: 1210000, Below: -1200, Fund: 20000, Coupons: 300, Owed: 35,
			Has: 1229135, Difference: 441},
		Vault: &chain.VaultReport{Account: account(30), Height: 4242, Free: 1234000, Kept: 141, Old: 700, Own: 600, Aside: 75, Should: 1235266, Difference: -1100, Twice: 44, Others: 2}}
	for i, p := range []chain.Payment{{State: chain.PaymentPaid, Batch: 1, Block: 3200}, {State: chain.PaymentDecided, Batch: 2, Attempt: 1}, {State: chain.PaymentNext}, {State: chain.PaymentUnasked},
		{State: chain.PaymentHeld, Why: chain.WhyNoAccount}, {State: chain.PaymentHeld, Why: chain.WhyShort}, {State: chain.PaymentHeld, Why: chain.WhyOwnVault},
		{State: chain.PaymentHeld, Why: chain.WhyVault}, {State: chain.PaymentHeld, Why: chain.WhyFull}} {
		p.Entry, p.By, p.To, p.Amount, p.Epoch = hash(byte(20+i)), account(10), account(byte(40+i)), int64(i+1), 3
		home.Withdrawals.List = append(home.Withdrawals.List, p)
	}
	far := chain.MarketReport{ID: hash(5)[:24], Name: "Nord", Epoch: 1, Sum: chain.Sum{Deposits: 10, Came: 10, Balances: 10, Has: 10}}
	unknown := chain.MarketReport{ID: hash(6)[:24]}
	return chain.Report{Since: 2, Community: hash(0), Name: "Vallée & “Ğ”", Crossing: 10, Markets: []chain.MarketReport{home, far, unknown},
		From: chain.From{Epoch: 1, State: hash(11), By: []keys.Account{account(2), account(3)}, Names: []string{"Léa", ""}}}
}

// Every drawing of a report is as it was when somebody last looked at it.
func TestReportDrawings(t *testing.T) {
	const newest = 1_795_348_800 // 22 November 2026
	for _, lang := range words.Langs() {
		paper := drawReport(outage(), newest, lang)
		page, err := paper.html()
		if err != nil {
			t.Fatal(err)
		}
		pdf, err := paper.pdf(newest)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := drawReport(outage(), newest, lang).pdf(newest); err != nil || !bytes.Equal(pdf, again) {
			t.Errorf("%s: the PDF has other bytes when drawn again; %v", lang, err)
		}
		golden(t, "testdata/report."+string(lang)+".html", page)
		golden(t, "testdata/report."+string(lang)+".txt", paper.text())
		golden(t, "testdata/report."+string(lang)+".pdf.sha256", fmt.Appendf(nil, "%x\n", sha256.Sum256(pdf)))
		checkPage(t, string(lang), page)
		for _, text := range [][]byte{page, paper.text()} {
			if i := bytes.Index(text, []byte("report.")); i >= 0 {
				t.Errorf("%s: a text is missing: %.60s", lang, text[i:])
			}
			if i := bytes.Index(text, []byte("…")); i >= 0 && bytes.Contains(text, []byte(" … ")) {
				t.Errorf("%s: a text lacks what it asks for: %.60s", lang, text[max(0, i-40):])
			}
		}
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs: run the test with -update, and read the difference", path)
	}
}

// checkPage reads a page as a browser would, and holds it to what it promises: it is in one language, asks
// for nothing, runs nothing, and each table has a caption and all its cells.
func checkPage(t *testing.T, lang string, page []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	allowed := strings.Fields("html head meta title style body h1 h2 h3 p table caption thead tbody tr th td")
	tables, captions, columns, cells := 0, 0, 0, 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%s: the page cannot be read: %v", lang, err)
		}
		if style, ok := token.(xml.CharData); ok && (bytes.Contains(style, []byte("url(")) || bytes.Contains(style, []byte("@import"))) {
			t.Errorf("%s: the page asks for something: %s", lang, style)
		}
		if end, ok := token.(xml.EndElement); ok && end.Name.Local == "tr" {
			if columns > 0 && cells != columns {
				t.Errorf("%s: a row of %d cells in a table of %d columns", lang, cells, columns)
			}
			columns, cells = max(columns, cells), 0
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains(allowed, start.Name.Local) {
			t.Errorf("%s: <%s> on the page", lang, start.Name.Local)
		}
		for _, a := range start.Attr {
			if !slices.Contains(strings.Fields("lang charset name content scope class"), a.Name.Local) {
				t.Errorf("%s: %s of <%s>", lang, a.Name.Local, start.Name.Local)
			}
			if a.Name.Local == "lang" && (start.Name.Local != "html" || a.Value != lang) {
				t.Errorf("<%s> is in %q", start.Name.Local, a.Value)
			}
		}
		switch start.Name.Local {
		case "table":
			tables, columns = tables+1, 0
		case "caption":
			captions++
		case "td", "th":
			cells++
		}
	}
	if tables < 10 || captions != tables {
		t.Errorf("%s: %d tables and %d captions", lang, tables, captions)
	}
	if !bytes.Contains(page, []byte(`<html lang="`+lang+`">`)) {
		t.Errorf("the page does not say that it is in %s", lang)
	}
}

// A market day is reported over the socket as here, and each drawing is made.
func TestReportOfMarketDay(t *testing.T) {
	m := newMarket(t, "none")
	series := m.issued().Series
	must[MarkReply](m)(m.Activate(ctx, MarkRequest{Series: series, Serials: "1-4", Passphrase: pass}))
	must[[]RedeemReply](m)(m.Redeem(ctx, RedeemRequest{To: "ana", Code: m.opened(series, 4)}))
	must[EntryReply](m)(m.pay("asso", "ana", "12.50"))
	must[EntryReply](m)(m.Withdraw(ctx, WithdrawRequest{From: "ana", Amount: "5", Passphrase: pass}))
	m.run()
	road, err := Connect(m.config)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"", ReportText, ReportHTML, ReportPDF} {
		in := ReportRequest{Form: form, Lang: "es"}
		far, errFar := ask[ReportReply](road, "report", in)
		near, errNear := ask[ReportReply](m.Node, "report", in)
		if errFar != nil || errNear != nil || !reflect.DeepEqual(far, near) || (form == "") != (len(far.Page) == 0) {
			t.Errorf("%q: %v, %v, and %d bytes", form, errFar, errNear, len(far.Page))
		}
	}
	_, err = m.Report(ctx, ReportRequest{Form: "odt"})
	m.refused(words.Usage, err)
	reply := must[ReportReply](m)(m.Report(ctx, ReportRequest{}))
	home := reply.Report.Markets[0]
	want := chain.Sum{Deposits: 10000, Came: 10000, Balances: 8700, Coupons: 800, Owed: 500, Has: 10000}
	if home.Sum != want || home.Vault != nil || !reply.Report.Play || !reply.Report.From.First {
		t.Errorf("the sum is %+v", home.Sum)
	}
	if home.Epochs[0].Certified.Count != 5 || home.Withdrawals.List[0].State != chain.PaymentUnasked {
		t.Errorf("certified %+v, withdrawn %+v", home.Epochs, home.Withdrawals)
	}
	told, err := json.Marshal(reply)
	if n := bytes.Count(told, []byte("null")); err != nil || n != 1 {
		t.Errorf("beside the vault something is null, or %v: %s", err, told)
	}
}
