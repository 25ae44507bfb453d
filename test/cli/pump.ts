/** A small device project with a weakness, a disposition, a gap of each sort, and code of others that must stay silent. */
export const PUMP = `//- vitalint.json
{
  "device": "Test pump",
  "version": "1.2.3",
  "softwareItems": [
    { "name": "Flow", "class": "C", "files": ["firmware/**"], "rationale": "over-infusion can kill" },
    { "name": "Tools", "class": "A", "files": ["tools/**"] }
  ],
  "soup": { "files": ["third_party/**"] },
  "severityToClass": { "critical": "C" }
}
//- docs/requirements.md
# Software requirements

### SRS-001 Limit the rate
- mitigates: RC-001

The pump shall limit the rate.

### SRS-002 Name the drug

The pump shall show the name of the drug.
//- docs/risk/hazards.csv
id,kind,title,severity,mitigates,realisation
HZ-001,hazard,Over-infusion,critical,,
RC-001,risk control,Limit the rate,,HZ-001,software
//- firmware/flow.c
#include <stdio.h>
#include <string.h>

static char drug[16];

/** @satisfies SRS-001 */
int Flow_Limit(int rate)
{
    return rate > 999 ? 999 : rate;
}

/** @satisfies SRS-001 */
void Flow_SetDrug(const char *name)
{
    strcpy(drug, name);
}
//- tools/pack.c
#include <stdlib.h>

int pack(const char *command)
{
    /* vitalint-deviation(injection/os-command): runs on the build machine only, with a command from its own makefile */
    return system(command);
}
//- third_party/copy.c
#include <string.h>
void copy(char *to, const char *from) { strcpy(to, from); }
//- test/test_flow.c
/** @verifies SRS-001 */
void test_limit(void) { }
//- test-results/flow.xml
<testsuite name="flow" timestamp="2026-08-20T10:00:00"><testcase classname="flow" name="test_limit"/></testsuite>
`;

/** A project without anything to say about it. */
export const CLEAN = `//- main.c
int add(int a, int b)
{
    return a + b;
}
`;
