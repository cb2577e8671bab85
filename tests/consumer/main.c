/* A program of somebody else's, in plain C99: the mean cross-entropy of two rows, and what it should be. */
#include <simdloss.h>
#include <stdio.h>

int main(void) {
    const float logits[2][2] = {{0.0f, 0.0f}, {0.0f, 0.0f}};
    const int64_t target[2] = {0, 1};
    float loss = 0.0f;
    simdloss_cross_entropy_desc desc;

    simdloss_cross_entropy_desc_init(&desc, sizeof desc);
    desc.batch = 2;
    desc.classes = 2;
    if (simdloss_cross_entropy_forward(&desc, NULL, logits, target, NULL, NULL, &loss, NULL) != SIMDLOSS_STATUS_OK) {
        printf("%s\n", simdloss_last_error());
        return 1;
    }
    printf("simdloss %s (ABI %d) on %s: loss %.6f\n", simdloss_version(), (int)simdloss_abi(), simdloss_isa(), loss);
    return loss > 0.693146f && loss < 0.693148f ? 0 : 1; /* log 2 */
}
