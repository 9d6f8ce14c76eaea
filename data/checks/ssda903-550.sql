-- words: placed with parents, and somebody else provides it (SSDA903 527, 528, 529, 530, 531 and 550)
-- severity: note
-- over: placement
-- column: provider
-- needs: placement.provider placement.placement_type
-- todo: mend the provider: PR0 goes with P1 alone
-- source: SSDA903 validation rule 527, 528, 529, 530, 531 and 550 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND (placement_type = 'P1' AND provider <> 'PR0') OR (placement_type <> 'P1' AND provider = 'PR0')
