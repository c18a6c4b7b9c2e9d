package duniter_test

import (
	"encoding/json"
	"testing"

	"foirail/ledger/duniter"
)

// block84128 is the head of a block of the Ğ1, as nodes tell it: the one by which new nodes begin.
const block84128 = `{"digest":{"logs":["0x0642414245b501010000000075049e110000000004b1f4c9bf4b5bbd59ee85523a00194f6b0413c94908e5317c86a1c35505ad6b` +
	`0db4eee008f146e3803f2814d93ef112d073a8e311370cbc3811ad4872bbca0905a3c00ce6c54716a61482f60ec5aea25dccd65fc11b063f82e66e9ce465b802",` +
	`"0x054241424501011a9a446694025e44c80db5890d5bdff1908c9e640e8adbbe15e675d842aa3c32559ecfe3645f2814474be77e094451c3dbc5dfae48e882d8ac1be8411486828c"]},` +
	`"extrinsicsRoot":"0xf25f8a1f4fde9c0b4ee964a3878c9500c77b118152cceb4313036cce56418acf","number":"0x148a0",` +
	`"parentHash":"0x4f6b51d127a5e7167168bb79b05c48584263ee0682a010f75f03902a16320f58",` +
	`"stateRoot":"0x9a3f6cc1727a23c8bd6d47bbde6f69d05aed7931a6dd8bf494cc2b97dc838d42"}`

func TestHeaderOfTheRealChain(t *testing.T) {
	var h duniter.Header
	if err := json.Unmarshal([]byte(block84128), &h); err != nil {
		t.Fatal(err)
	}
	if h.Number != 84128 || h.Hash() != hashOf(t, checkpoint) || h.ChangesRuntime() {
		t.Errorf("block %d has the hash %s", h.Number, h.Hash())
	}
}
