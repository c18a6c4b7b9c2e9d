package node

import (
	"context"

	"foirail/ledger"
)

// SeriesList tells where the coupons of one series are, or of all.
func (n *Node) SeriesList(_ context.Context, in SeriesRequest) ([]SeriesReply, error) {
	list := n.allSeries()
	if in.Series != "" {
		x, err := n.series(in.Series)
		if err != nil {
			return nil, err
		}
		list = []ledger.Series{x}
	}
	given, err := readPrinted(n.config)
	if err != nil {
		return nil, err
	}
	replies := []SeriesReply{}
	for _, x := range list {
		reply := SeriesReply{Series: x.Name.String(), Issuer: x.Issue.Issuer, Account: x.Issuer.Key,
			Expires: day(x.Issue.LastDay), LastEpoch: x.Issue.LastEpoch, Coupons: x.Issue.Coupons(),
			Total: int64(x.Issue.Total()), Count: map[string]int{}, Printed: given[x.Name.String()].Given}
		n.book.View(func(s *ledger.State) {
			for i := 1; i <= reply.Coupons; i++ {
				reply.Count[s.Coupon(ledger.CouponRef{Series: x.Name, Serial: i}).State.String()]++
			}
		})
		replies = append(replies, reply)
	}
	return replies, nil
}
