package sheet

import (
	"fmt"
	"runtime/debug"
	"testing"
	"time"

	"foirail/ledger/entry"
)

// BenchmarkMake prints a series of 1,000 coupons: deriving, signing, both codes and the PDF.
func BenchmarkMake(b *testing.B) {
	in := input(b, entry.Denomination{Value: 100, Count: 600}, entry.Denomination{Value: 500, Count: 300}, entry.Denomination{Value: 1000, Count: 100})
	defer debug.SetGCPercent(debug.SetGCPercent(GCPercent)) // as the node does
	size, made := 0, 0
	start := time.Now()
	for b.Loop() {
		pdf, err := Make(in)
		if err != nil {
			b.Fatal(err)
		}
		size, made = len(pdf), made+in.Series.Issue.Coupons()
	}
	perSecond := float64(made) / time.Since(start).Seconds()
	each := float64(size) / float64(in.Series.Issue.Coupons())
	b.ReportMetric(perSecond, "coupons/s")
	b.ReportMetric(each, "B/coupon")
	fmt.Printf("figure coupons.per_second %.0f 1/s\nfigure coupons.pdf_bytes %.0f B\n", perSecond, each)
}
