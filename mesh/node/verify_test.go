package node

import "testing"

// A count under way holds nobody up, and finds no breach in what comes meanwhile.
func TestCountingWhilePeoplePay(t *testing.T) {
	const payments = 60
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "100", "envelope")
	done := make(chan error, 1)
	go func() {
		for range payments {
			if _, err := m.pay("ana", "bob", "1"); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for paying := true; paying; {
		select {
		case err := <-done:
			if paying = false; err != nil {
				t.Fatal(err)
			}
		default:
		}
		m.verified()
	}
	m.has("bob", payments*100)
}
