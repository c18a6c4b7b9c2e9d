package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"

	"foirail/coupons/sheet"
	"foirail/ledger"
	"foirail/ledger/words"
)

// printed is what the node remembers of printing, by series: up to Confirmed a person has seen
// good sheets, or nobody has printed; up to Given the sheets have left the node.
type printed struct {
	Confirmed int `json:"confirmed"`
	Given     int `json:"given"`
}

// Print makes the sheets of a series: cash to be. That they leave is on the disk before they do.
// Serials that have left are printed again only for a person who says after which one the
// printer stopped.
func (n *Node) Print(_ context.Context, in PrintRequest) (reply PrintReply, err error) {
	x, err := n.series(in.Series)
	if err != nil {
		return reply, err
	}
	if x.Level < ledger.Final {
		return reply, problem(words.NotCertified, nil)
	}
	n.printing.Lock()
	defer n.printing.Unlock()
	list, err := readPrinted(n.config)
	if err != nil {
		return reply, err
	}
	was, last := list[x.Name.String()], x.Issue.Coupons()
	from := was.Given + 1
	if in.Resume {
		if in.After < was.Confirmed || in.After > was.Given {
			return reply, problem(words.BadRange, nil, "range", fmt.Sprint(in.After), "max", fmt.Sprint(last))
		}
		from = in.After + 1
	}
	if from > last {
		return reply, problem(words.AlreadyPrinted, nil, "range", fmt.Sprintf("1-%d", last), "serial", fmt.Sprint(last))
	}
	if err := n.worthPrinting(x, from, last); err != nil {
		return reply, err
	}
	reply = PrintReply{Series: x.Name.String(), From: from, To: last, Sheets: (last - from + sheet.PerSheet) / sheet.PerSheet}
	if in.DryRun {
		return reply, nil
	}
	if reply.PDF, err = n.draw(x, in, from, last); err != nil {
		return reply, err
	}
	list[x.Name.String()] = printed{Confirmed: from - 1, Given: last}
	return reply, writePrinted(n.config, list)
}

// worthPrinting refuses paper of which no coupon could be cashed any more.
func (n *Node) worthPrinting(x ledger.Series, from, to int) (err error) {
	n.book.View(func(s *ledger.State) {
		for serial := from; serial <= to; serial++ {
			switch s.Coupon(ledger.CouponRef{Series: x.Name, Serial: serial}).State {
			case ledger.CouponCancelled:
				err = problem(words.Cancelled, nil)
			case ledger.CouponExpired:
				err = problem(words.Expired, nil, "date", day(x.Issue.LastDay))
			default:
				err = nil
				return
			}
		}
	})
	return err
}

func (n *Node) draw(x ledger.Series, in PrintRequest, from, to int) ([]byte, error) {
	maker, err := n.maker(x.Issue, in.Passphrase)
	if err != nil {
		return nil, err
	}
	var community string
	var market ledger.Market
	n.book.View(func(s *ledger.State) {
		community = s.Founding().Name
		market, _ = s.Market(x.Issuer.Market)
	})
	defer debug.SetGCPercent(debug.SetGCPercent(sheet.GCPercent))
	return sheet.Make(sheet.Input{Maker: maker, Series: n.couponSeries(x), Community: community, Market: market.Name,
		Chain: n.chainName(), Lang: words.Lang(in.Lang), From: from, To: to, Options: sheet.Options{Terms: in.Terms}})
}

// chainName is what people call the chain: Ğ1, the beginning of another's genesis hash, or
// nothing for play money.
func (n *Node) chainName() (name string) {
	n.book.View(func(s *ledger.State) {
		if s.Founding() == nil {
			return // nothing has come yet
		}
		switch genesis := s.Founding().Genesis; {
		case genesis.IsZero():
		case genesis.String() == g1Genesis:
			name = "Ğ1"
		default:
			name = genesis.String()[:8]
		}
	})
	return name
}

func readPrinted(config Config) (map[string]printed, error) {
	list := map[string]printed{}
	b, err := os.ReadFile(config.path(PrintedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return list, nil
	}
	if err == nil {
		if err = json.Unmarshal(b, &list); err != nil {
			return nil, problem(words.Damaged, err, "path", config.path(PrintedFile))
		}
	}
	return list, err
}

func writePrinted(config Config, list map[string]printed) error {
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return ReplaceFile(config.path(PrintedFile), append(b, '\n'))
}
